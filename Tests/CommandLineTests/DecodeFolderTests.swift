import Foundation
import TestSupport
import Testing

extension CommandLineTests {
  @Suite("decode into a folder")
  struct DecodeFolderTests {
    @Test(
      "each file has what it gives alone, in a file of its name",
      arguments: [
        ("text", "txt"), ("json", "json"), ("ctm", "ctm"), ("srt", "srt"), ("vtt", "vtt"),
        ("textgrid", "TextGrid"),
      ])
    func formats(format: String, ending: String) async throws {
      try await withProgram { program in
        let decode = ["decode", "--model", "model", "--format", format]
        let result = try await program.run(decode + ["--out", "new/d", "a.wav", "b.wav", "ab.wav"])
        #expect(result.status == 0 && result.output == "" && result.errors == "", "\(result)")
        #expect(
          try program.fileNames(in: "new/d") == ["a.\(ending)", "b.\(ending)", "ab.\(ending)"])
        for name in ["a", "b", "ab"] {
          let alone = try await program.run(decode + ["\(name).wav"])
          let written = try program.contents(of: "new/d/\(name).\(ending)")
          #expect(!alone.output.isEmpty && String(decoding: written, as: UTF8.self) == alone.output)
        }
      }
    }

    @Test("emissions and standard input have files, too")
    func otherInputs() async throws {
      try await withProgram { program in
        _ = try await program.succeed("emissions", "--model", "model", "a.wav", "-o", "e.v2.npy")
        let options = ["--emissions", "e.v2.npy", "--tokens", "model/tokens.txt"]
        let emissions = try await program.run(["decode", "--out", "d"] + options)
        let sound = try await program.run(
          ["decode", "--model", "model", "--out", "d", "-"], input: program.contents(of: "a.wav"))
        #expect(emissions.status == 0 && sound.status == 0, "\(emissions.errors)\(sound.errors)")
        #expect(try program.fileNames(in: "d") == ["e.v2.txt", "stdin.txt"])
        #expect(try program.contents(of: "d/stdin.txt") == Data("a\n".utf8))
        let words = try await program.succeed(
          "decode", "--model", "model", "--format", "ctm", "-", input: program.contents(of: "a.wav")
        )
        #expect(words.output.hasPrefix("stdin 1 "))
      }
    }

    @Test("a file that cannot be read does not keep the others from being written")
    func broken() async throws {
      try await withProgram { program in
        let result = try await program.run(
          ["decode", "--model", "model", "--format", "srt", "--out", "d"]
            + ["a.wav", "none.wav", "b.wav"])
        #expect(result.status == 1 && result.output == "")
        #expect(result.errors == "Error: none.wav: no such file; check the path\n")
        #expect(try program.fileNames(in: "d") == ["a.srt", "b.srt"])
      }
    }

    @Test("files of one name are told of before anything is decoded")
    func names() async throws {
      try await withProgram { program in
        try program.write(program.contents(of: "a.wav"), to: "x/a.flac")
        try await program.fail(
          "decode", "--model", "model", "--format", "vtt", "--out", "d", "a.wav", "x/a.flac",
          saying: ["a.wav and x/a.flac would both be written to d/a.vtt; rename one"])
        #expect(!(try program.fileNames().contains("d")))
      }
    }

    @Test("what is read is not overwritten, nor a text beside its recording")
    func overwriting() async throws {
      try await withProgram { program in
        func fail(_ out: String, _ options: String..., saying parts: String...) async throws {
          let result = try await program.run(
            ["decode", "--model", "model", "--out", out] + options)
          #expect(result.status == 1 && result.errorLines.count == 1, "\(result.errors)")
          for part in parts { #expect(result.errors.contains(part), "\(result.errors)") }
        }
        try program.write("an a\n", to: "a.txt")
        try await fail(".", "b.wav", "a.wav", saying: "a.txt, which may be the text", "a.wav")
        #expect(try program.contents(of: "a.txt") == Data("an a\n".utf8))
        try program.write("a\n", to: "d/a.txt")
        try await fail("d", "--lexicon", "d/a.txt", "a.wav", saying: "d/a.txt is read")
        try await fail("a.wav", "b.wav", saying: "cannot write", "a file, not a folder")
        try FileManager.default.createDirectory(
          at: program.folder.appending(path: "d/b.txt"), withIntermediateDirectories: true)
        try await fail("d", "a.wav", "b.wav", saying: "cannot write d/b.txt: Is a directory")
        #expect(try program.contents(of: "d/a.txt") == Data("a\n".utf8))
        // A transcript of an earlier run is no text that anybody has written.
        let again = try await program.run(["decode", "--model", "model", "--out", "d", "a.wav"])
        #expect(again.status == 0, "\(again.errors)")
      }
    }

    @Test("nor is it by the transcript of a channel, however many there are")
    func overwritingByChannels() async throws {
      try await withProgram { program in
        let channel = [Float](repeating: 0.1, count: 4000)
        try program.write(
          waveFile(channels: [channel, channel], sampleRate: 8000), to: "call.wav")
        func fail(_ options: String..., saying part: String) async throws {
          let result = try await program.run(
            ["decode", "--model", "model", "--each-channel", "--out", "."] + options)
          #expect(result.status == 1 && result.errorLines.count == 1, "\(result.errors)")
          #expect(result.errors.contains(part), "\(result.errors)")
        }
        for number in [1, 2] {
          try program.write(program.contents(of: "a.wav"), to: "call.\(number).wav")
          try program.write("known\n", to: "call.\(number).txt")
          try await fail(
            "call.wav", "call.\(number).wav",
            saying: "call.\(number).txt, which may be the text that call.\(number).wav is known")
          let names = try program.fileNames()
          #expect(!names.contains("call.\(number).1.txt"))
        }
        try await fail(
          "--lexicon", "call.2.txt", "call.wav", saying: "call.2.txt is read, and would be")
        for name in ["call.1.txt", "call.2.txt"] {
          #expect(try program.contents(of: name) == Data("known\n".utf8))
        }
        // Both have channels of their own in another folder, and again.
        for _ in 1...2 {
          let both = try await program.run(
            ["decode", "--model", "model", "--each-channel", "--out", "d"]
              + ["call.wav", "call.1.wav"])
          #expect(both.status == 0, "\(both.errors)")
        }
        #expect(try program.fileNames(in: "d") == ["call.1.txt", "call.2.txt", "call.1.1.txt"])
      }
    }

    @Test("a full disk leaves what was there")
    func fullDisk() async throws {
      try await withProgram { program in
        try program.write("old", to: "d/ab.json")
        let result = try await program.run(
          ["decode", "--model", "model", "--nbest", "40", "--format", "json", "--out", "d"]
            + ["ab.wav"], fileSizeLimit: 1)
        #expect(result.status == 1 && !result.wasKilled)
        #expect(result.errorLines.count == 1)
        #expect(result.errors.contains("d/ab.json: File too large"), "\(result.errors)")
        #expect(try program.fileNames(in: "d") == ["ab.json"])
        #expect(try program.contents(of: "d/ab.json") == Data("old".utf8))
      }
    }

    @Test(
      "each is written as soon as it is there, and stays when a signal ends the program",
      arguments: [SIGINT, SIGTERM])
    func interruption(signal: Int32) async throws {
      try await withProgram { program in
        // Standard input that does not end.
        let pipe = Pipe()
        let result = try await program.run(
          ["decode", "--model", "model", "-j", "2", "--out", "d", "a.wav", "b.wav", "-"], pipe: pipe
        ) { process in
          for _ in 0..<200 where (try? program.fileNames(in: "d"))?.contains("b.txt") != true {
            try await Task.sleep(for: .milliseconds(50))
          }
          kill(process.processIdentifier, signal)
        }
        #expect(result.status == 128 + signal && !result.wasKilled, "\(result)")
        #expect(try program.fileNames(in: "d") == ["a.txt", "b.txt"])
        #expect(try program.contents(of: "d/b.txt") == Data("a\n".utf8))
        pipe.fileHandleForWriting.closeFile()
      }
    }
  }
}
