import Foundation
import Interchange
import TestSupport
import Testing

extension CommandLineTests {
  @Suite("features and emissions")
  struct MatrixOutputTests {
    @Test("features are an array of frames and bins")
    func features() async throws {
      try await withProgram { program in
        let result = try await program.succeed("features", "ab.wav", "-o", "ab.npy")
        #expect(result.output == "" && result.errors == "")
        let matrix = try Matrix(npy: program.contents(of: "ab.npy"))
        #expect(matrix.rows == 48 && matrix.columns == 80)
        #expect(matrix.elements.allSatisfy { $0.isFinite })
        _ = try await program.succeed(
          "features", "ab.wav", "-o", "small.npy", "--num-mel-bins", "23", "--frame-shift", "20",
          "--sample-rate", "16000")
        let small = try Matrix(npy: program.contents(of: "small.npy"))
        #expect(small.rows == 24 && small.columns == 23)
      }
    }

    @Test("emissions are log-probabilities of every symbol, and agree with the model")
    func emissions() async throws {
      try await withProgram { program in
        _ = try await program.succeed("emissions", "--model", "model", "ab.wav", "-o", "ab.npy")
        let matrix = try Matrix(npy: program.contents(of: "ab.npy"))
        #expect(matrix.rows == 24 && matrix.columns == 5)
        let weights = [2, 4, 3, 1, 0].map { exp(Float($0)) }
        let expected = weights.map { log($0 / weights.reduce(0, +)) }
        for row in 0..<matrix.rows {
          #expect(largestDifference(Array(matrix.row(row)), expected) < 1e-5)
        }
      }
    }

    @Test("a program that a signal ends leaves nothing half-written", arguments: [SIGINT, SIGTERM])
    func interrupted(number: Int32) async throws {
      try await withProgram { program in
        try program.write(Data(), to: "long.raw")
        try #require(truncate(program.folder.appending(path: "long.raw").path, 400_000_000) == 0)
        let folder = program.folder.appending(path: "out").path
        func written() -> [String] {
          (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        }
        let result = try await program.run(
          ["features", "--raw", "s16le", "--raw-rate", "16000", "long.raw", "--out", "out"]
        ) { process in
          while process.isRunning, written().isEmpty {
            try await Task.sleep(for: .milliseconds(20))
          }
          kill(process.processIdentifier, number)
        }
        #expect(result.status == 128 + number && !result.wasKilled)
        #expect(written().isEmpty)
      }
    }

    @Test("what is read is not overwritten, whatever its path")
    func overwriting() async throws {
      try await withProgram { program in
        let sound = try program.contents(of: "a.wav")
        let file = program.folder.appending(path: "a.wav").path
        try program.write("a a.wav\n", to: "wav.scp")
        let saying = ["is read, and would be overwritten"]
        try await program.fail("features", "a.wav", "-o", file, saying: saying)
        try await program.fail("features", "--format", "ark", file, "-o", "a.wav", saying: saying)
        try await program.fail("emissions", "--model", "model", "a.wav", "-o", file, saying: saying)
        try program.write("a\n", to: "text")
        for manifest in ["wav.scp", "."] {
          try await program.fail(
            "features", "--format", "ark", "--manifest", manifest, "-o", "wav.ark", saying: saying)
        }
        #expect(try program.contents(of: "a.wav") == sound)
        #expect(try program.contents(of: "wav.scp") == Data("a a.wav\n".utf8))
      }
    }

    @Test("sound shorter than a frame gives an array without rows")
    func shortSound() async throws {
      try await withProgram { program in
        let clip = [Float](repeating: 0.1, count: 80)
        try program.write(waveFile(channels: [clip], sampleRate: 8000), to: "short.wav")
        _ = try await program.succeed("features", "short.wav", "-o", "f.npy")
        let features = try Matrix(npy: program.contents(of: "f.npy"))
        #expect(features.rows == 0 && features.columns == 80)
        _ = try await program.succeed("emissions", "--model", "model", "short.wav", "-o", "e.npy")
        let emissions = try Matrix(npy: program.contents(of: "e.npy"))
        #expect(emissions.rows == 0 && emissions.columns == 5)
      }
    }

    @Test("an option that makes no sense is an error that says what would")
    func options() async throws {
      try await withProgram { program in
        try await program.fail(
          "features", "a.wav", "-o", "a.npy", "--num-mel-bins", "0",
          saying: ["melBinCount", "3 to"])
        try await program.fail(
          "features", "a.wav", "-o", "a.npy", "--high-freq", "9000", saying: ["highFrequency"])
        try await program.fail(
          "features", "a.wav", "-o", "a.npy", "--frame-shift", "nan", saying: ["frameShift"])
      }
    }

    @Test(
      "output that cannot be written is a failure that leaves nothing behind",
      arguments: [["features"], ["emissions", "--model", "model"]])
    func unwritable(command: [String]) async throws {
      try await withProgram { program in
        let before = try program.fileNames()
        var targets = ["b.wav/a.npy": "Not a directory", "model": "Is a directory"]
        targets["none/a.npy"] = "No such file or directory"
        if FileManager.default.fileExists(atPath: "/dev/full") {
          targets["/dev/full"] = "No space left on device"
        }
        for (target, reason) in targets {
          let result = try await program.run(command + ["a.wav", "-o", target])
          #expect(result.status == 1)
          #expect(result.output == "")
          #expect(result.errorLines.count == 1)
          #expect(result.errors.contains("cannot write ") && result.errors.contains(target))
          #expect(result.errors.contains(reason))
        }
        #expect(try program.fileNames() == before)
      }
    }
  }
}
