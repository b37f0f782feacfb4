import Foundation
import Testing

extension CommandLineTests {
  @Suite("train --tensorboard")
  struct TensorBoardTests {
    @Test("each run leaves a file with the numbers of its steps and epochs")
    func files() async throws {
      try await withProgram { program in
        let command = TrainTests.command + ["--tensorboard", "events"]
        func files() throws -> [Data] {
          try program.fileNames(in: "events").map { try program.contents(of: "events/\($0)") }
        }
        func count(_ tag: String, in file: Data) -> Int {
          String(decoding: file, as: UTF8.self).components(separatedBy: tag).count - 1
        }
        let first = try await program.run(command)
        #expect(first.status == 0, "\(first.errors)")
        let file = try #require(files().first)
        // Three epochs of two batches.
        #expect(count("step/loss", in: file) == 6)
        #expect(count("step/learning_rate", in: file) == 6)
        #expect(count("epoch/frames_per_second", in: file) == 3)
        #expect(count("development/character_error_rate", in: file) == 3)
        let resumed = try await program.run(command + ["--resume"])
        #expect(resumed.status == 0, "\(resumed.errors)")
        #expect(try files().count == 2 && files().contains(file))
      }
    }

    @Test("a place where nothing can be written is told")
    func unwritable() async throws {
      try await withProgram { program in
        let result = try await program.run(TrainTests.command + ["--tensorboard", "a.wav"])
        #expect(result.status == 1)
        #expect(result.errorLines.last?.contains("a.wav") == true, "\(result.errors)")
      }
    }
  }
}
