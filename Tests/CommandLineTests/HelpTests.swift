import Foundation
import TestSupport
import Testing

extension CommandLineTests {
  /// Compares with the texts under Snapshots/; `UPDATE_SNAPSHOTS=1 swift test` writes them anew.
  @Suite("Help and usage")
  struct HelpTests {
    @Test(
      "each command's help is the one that was approved",
      arguments: [
        "", "decode", "align", "train", "evaluate", "check", "segments", "features", "emissions",
        "lm", "tune",
        "info",
      ])
    func help(command: String) async throws {
      try await withProgram { program in
        let result = try await program.run(command.isEmpty ? ["--help"] : [command, "--help"])
        #expect(result.status == 0)
        #expect(result.errors == "")
        let snapshot = packageRoot.appending(
          path: "Tests/CommandLineTests/Snapshots/\(command.isEmpty ? "ctc-asr" : command).txt")
        if ProcessInfo.processInfo.environment["UPDATE_SNAPSHOTS"] != nil {
          try Data(result.output.utf8).write(to: snapshot)
        }
        #expect(result.output == String(decoding: try Data(contentsOf: snapshot), as: UTF8.self))
      }
    }

    @Test("the version is a version")
    func version() async throws {
      try await withProgram { program in
        let result = try await program.succeed("--version")
        #expect(result.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
      }
    }

    @Test("wrong usage that only the model shows has the usage of the command")
    func lateUsage() async throws {
      try await withProgram { program in
        for (command, file) in [("decode", "a.wav"), ("tune", "all.jsonl")] {
          let options = command == "decode" ? ["--lm-weight", "1"] : []
          let result = try await program.run([command, "--model", "model", file] + options)
          #expect(result.status == 64)
          #expect(result.errors.hasPrefix("Error: "))
          #expect(result.errors.contains("\nUsage: ctc-asr \(command) "), "\(result.errors)")
        }
      }
    }

    @Test(
      "wrong usage exits with 64 and shows the usage on standard error",
      arguments: [
        ["sing"], ["decode"], ["decode", "--sing", "a.wav"], ["decode", "--beam", "0", "a.wav"],
        ["decode", "--beam", "100001", "a.wav"],
        ["decode", "--phrases", "p.txt", "--lexicon", "w.txt", "a.wav"],
        ["decode", "--channel", "0", "a.wav"], ["decode", "--format", "xml", "a.wav"],
        ["decode", "--nbest", "0", "a.wav"], ["decode", "--nbest", "2", "--greedy", "a.wav"],
        ["decode", "--nbest", "2", "--format", "srt", "a.wav"],
        ["decode", "--format", "srt", "a.wav", "b.wav"],
        ["decode", "--live", "--out", "d", "a.wav"], ["decode", "--hotword", "a:x", "a.wav"],
        ["decode", "--hotword", "", "a.wav"], ["decode", "--hotword", " :5", "a.wav"],
        ["decode", "--lm-weight", "1", "a.wav"],
        ["decode", "--greedy", "--lm", "x.arpa", "a.wav"],
        ["decode", "--greedy", "--lm-weight", "2", "a.wav"],
        ["decode", "--emissions", "e.npy", "--tokens", "t.txt", "--channel", "1"],
        ["align", "--emissions", "e.npy", "--tokens", "t.txt", "--frame-shift", "1", "--text", "a"]
          + ["--raw", "s16le", "--raw-rate", "8000"],
        ["features", "--format", "ark", "-o", "f.scp", "a.wav"],
        ["lm", "--order", "1000000000", "t.txt", "-o", "lm.arpa"],
        ["decode", "--tokens", "t.txt", "a.wav"], ["decode", "--emissions", "e.npy"],
        ["decode", "--emissions", "e.npy", "--tokens", "t.txt", "a.wav"],
        ["decode", "--emissions", "e.npy", "--tokens", "t.txt", "--format", "ctm"],
        ["align", "a.wav"], ["align", "--text", "a"],
        ["align", "--text", "a", "--emissions", "e.npy", "--tokens", "t.txt"],
        ["decode", "--jobs", "0", "a.wav"], ["train"],
        ["train", "all.jsonl", "--find-learning-rate", "--seeds", "2"],
        ["train", "all.jsonl", "--find-learning-rate", "--resume"],
        ["train", "all.jsonl", "--find-learning-rate", "--tensorboard", "t"],
        ["features", "a.wav"], ["features", "a.wav", "-o", "a.npy", "--out", "f"],
        ["features", "--out", "f"], ["features", "a.wav", "b.wav", "-o", "a.npy"],
        ["features", "a.wav", "--manifest", "all.jsonl", "--out", "f"],
        ["features", "--sample-rate", "10", "a.wav", "-o", "a.npy"],
        ["emissions", "-o", "a.npy"], ["segments"], ["segments", "--minimum-pause", "-1", "a.wav"],
        ["segments", "--loudness-range", "0", "a.wav"],
        ["lm"], ["lm", "--order", "3", "a.txt"], ["lm", "--order", "0", "a.txt", "-o", "a.arpa"],
        ["lm", "--order", "3", "-o", "a.arpa"], ["lm", "--perplexity", "a.arpa"],
        ["lm", "--cache", "a.arpa", "-o", "-"], ["lm", "--order", "3", "--cache", "a.arpa"],
        ["check"], ["evaluate"], ["info", "a.wav", "b.wav"],
      ])
    func usage(arguments: [String]) async throws {
      try await withProgram { program in
        let result = try await program.run(arguments)
        #expect(result.status == 64)
        #expect(result.output == "")
        #expect(result.errors.contains("Usage: ctc-asr"))
      }
    }
  }
}
