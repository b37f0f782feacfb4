import Foundation
import Testing

extension CommandLineTests {
  @Suite("train where nothing more can be written")
  struct FullDiskTests {
    @Test("a disk that is full ends a training with one line, and the checkpoint before it stays")
    func fullDisk() async throws {
      try await withProgram { program in
        let options = ["--set", "epochs=2"]
        _ = try await program.run(TrainTests.command + options)
        let before = try program.contents(of: "out/last.checkpoint")
        // A checkpoint has 4 times the weights; what the training in "more" leaves of the limit is
        // enough for none.
        let limited = try await program.run(
          TrainTests.command + options + ["--out", "more"], fileSizeLimit: 24)
        #expect(limited.status == 1 && !limited.wasKilled)
        #expect(limited.errors.contains("cannot write "))
        #expect(limited.errors.contains("last.checkpoint: File too large"))
        #expect(limited.errorLines.filter { $0.hasPrefix("Error: ") }.count == 1)
        #expect(try program.fileNames(in: "more") == ["training.yaml"])

        let longer = ["--set", "epochs=2", "--resume"]
        _ = try await program.run(TrainTests.command + longer, fileSizeLimit: 24)
        #expect(try program.contents(of: "out/last.checkpoint") == before)
      }
    }

    @Test(
      "a disk that fills up in the middle costs the time since the last checkpoint",
      .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/prlimit")))
    func diskFillsUp() async throws {
      try await withProgram { program in
        let options = ["--set", "epochs=200", "--checkpoint-every", "3600"]
        let limited = try await program.run(TrainTests.command + options) { process in
          try await program.waitForEpochs(2)
          // Enough for the weights, not for a checkpoint with four times as many values.
          let weights = try program.contents(of: "out/weights.safetensors").count
          let limit = try Process.run(
            URL(filePath: "/usr/bin/prlimit"),
            arguments: ["--pid=\(process.processIdentifier)", "--fsize=\(2 * weights)"])
          limit.waitUntilExit()
          #expect(limit.terminationStatus == 0)
        }
        #expect(limited.status == 1 && !limited.wasKilled)
        let error = try #require(limited.errorLines.last)
        #expect(error.hasPrefix("Error: cannot write ") && error.contains("File too large"))
        #expect(try program.stepsInCheckpoint() >= 2)

        let resumed = try await program.run(TrainTests.command + options + ["--resume"])
        #expect(resumed.status == 0)
        let whole = try await program.run(TrainTests.command + options + ["--out", "whole"])
        #expect(whole.status == 0)
        #expect(
          try program.contents(of: "out/weights.safetensors")
            == program.contents(of: "whole/weights.safetensors"))
      }
    }

    @Test("a model's folder that cannot be written is told of before anything is read")
    func readOnlyFolder() async throws {
      try await withProgram { program in
        // Not even root may write there, on Linux or on macOS.
        let result = try await program.run(TrainTests.command + ["--out", "/proc/model"])
        #expect(result.status == 1 && result.output == "")
        #expect(result.errorLines.count == 1, "\(result.errors)")
        #expect(result.errors.contains("cannot write /proc/model"))
      }
    }
  }
}
