import Foundation
import TestSupport
import Testing

extension CommandLineTests {
  @Suite("Live decoding")
  struct LiveTests {
    private static let raw = ["--raw", "s16le", "--raw-rate", "8000"]

    /// The samples of ab.wav and a second and a half of silence, as bytes.
    private func utterance(_ program: Program) throws -> Data {
      try program.contents(of: "ab.wav").dropFirst(44) + Data(count: 2 * 12_000)
    }

    /// Waits until the file "text" holds `text`.
    private func wait(for text: String, _ program: Program) async throws {
      let deadline = ContinuousClock.now + .seconds(30)
      while try String(decoding: program.contents(of: "text"), as: UTF8.self) != text {
        try #require(ContinuousClock.now < deadline)
        try await Task.sleep(for: .milliseconds(10))
      }
    }

    /// Writes in pieces of an odd number of bytes, as slowly as a microphone four times as fast.
    private func write(_ bytes: Data, to pipe: Pipe) async throws {
      for start in stride(from: 0, to: bytes.count, by: 1777) {
        try pipe.fileHandleForWriting.write(
          contentsOf: Data(bytes.dropFirst(start).prefix(1777)))
        try await Task.sleep(for: .milliseconds(25))
      }
    }

    @Test("text appears before the input ends", arguments: [Self.raw, []])
    func beforeTheEnd(options: [String]) async throws {
      try await withProgram { program in
        let pipe = Pipe()
        try program.write("", to: "text")
        let result = try await program.run(
          ["decode", "--live", "--model", "model"] + options + ["-"], pipe: pipe,
          output: program.folder.appending(path: "text").path
        ) { _ in
          var bytes = try utterance(program)
          // A recorder's header: the length is the largest there is.
          if options.isEmpty {
            bytes =
              try program.contents(of: "ab.wav").prefix(40) + Data([255, 255, 255, 127]) + bytes
          }
          try await write(bytes, to: pipe)
          try await wait(for: "a\n", program)
          try await write(utterance(program), to: pipe)
          try await wait(for: "a\na\n", program)
          // Half a sample.
          try pipe.fileHandleForWriting.write(contentsOf: Data([1]))
          try pipe.fileHandleForWriting.close()
        }
        #expect(result.status == 0)
        #expect(try program.contents(of: "text") == Data("a\na\n".utf8))
        #expect(result.errorLines.count == 2)
        #expect(result.errors.contains("the model reads in both directions: the text"))
        #expect(result.errors.contains("ends within a sample; the last 1 byte left out"))
      }
    }

    @Test("a model that reads forwards waits for the end where reverberation is taken off")
    func dereverberating() async throws {
      try await withProgram { program in
        let result = try await program.succeed(
          "decode", "--live", "--dereverberate", "--model", "forwards", "ab.wav")
        #expect(
          result.errors.hasPrefix("the model takes late reverberation off the sound: the text of"))
      }
    }

    @Test("Ctrl-C ends the sound: what was said is written")
    func interruption() async throws {
      try await withProgram { program in
        let pipe = Pipe()
        try program.write("", to: "text")
        let result = try await program.run(
          ["decode", "--live", "--model", "model"] + Self.raw + ["-"], pipe: pipe,
          output: program.folder.appending(path: "text").path
        ) { process in
          try await write(utterance(program), to: pipe)
          try await wait(for: "a\n", program)
          try await write(utterance(program).prefix(8000), to: pipe)
          try await Task.sleep(for: .milliseconds(500))
          process.interrupt()
        }
        #expect(result.status == 130 && !result.wasKilled)
        #expect(try program.contents(of: "text") == Data("a\na\n".utf8))
        #expect(result.errorLines.count == 1, "\(result.errors)")
      }
    }

    @Test("Ctrl-C ends the wait for a writer")
    func noWriter() async throws {
      try await withProgram { program in
        try #require(mkfifo(program.folder.appending(path: "fifo").path, 0o600) == 0)
        let result = try await program.run(
          ["decode", "--live", "--model", "forwards"] + Self.raw + ["fifo"]
        ) { process in
          try await Task.sleep(for: .seconds(2))
          process.interrupt()
        }
        #expect(result.status == 130 && !result.wasKilled)
        #expect(result.output == "" && result.errors == "")
      }
    }

    @Test("a file is read as if it arrived, in lines or as JSON with times")
    func file() async throws {
      try await withProgram { program in
        let sound = Data(count: 16_000) + (try utterance(program)) + (try utterance(program))
        try program.write(sound, to: "long.raw")
        let arguments = ["decode", "--live", "--model", "model"] + Self.raw
        let text = try await program.run(arguments + ["long.raw"])
        #expect(text.status == 0 && text.output == "a\na\n", "\(text.errors)")
        let json = try await program.run(arguments + ["--format", "json", "long.raw"])
        struct Line: Decodable {
          struct Word: Decodable { let start: Double }
          let text: String
          let words: [Word]
        }
        let lines = try json.lines.map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
        #expect(lines.map(\.text) == ["a", "a"])
        for (line, start) in zip(lines, [1.0, 3.0]) {
          #expect(abs((line.words.first?.start ?? 0) - start) < 0.4)
        }
      }
    }

    @Test("subtitles and lines of CTM go on from utterance to utterance")
    func subtitles() async throws {
      try await withProgram { program in
        let sound = Data(count: 16_000) + (try utterance(program)) + (try utterance(program))
        try program.write(sound, to: "long.raw")
        func decode(_ format: String) async throws -> [String] {
          let result = try await program.run(
            ["decode", "--live", "--model", "model"] + Self.raw + ["--format", format, "long.raw"])
          #expect(result.status == 0, "\(result.errors)")
          return result.output.components(separatedBy: "\n")
        }
        // The times are those of the words in JSON.
        struct Line: Decodable {
          struct Word: Decodable { let start, end: Double }
          let words: [Word]
        }
        let words = try await decode("json").dropLast().flatMap {
          try JSONDecoder().decode(Line.self, from: Data($0.utf8)).words
        }
        try #require(words.count == 2)
        func clock(_ seconds: Double, _ mark: String) -> String {
          let milliseconds = Int((1000 * seconds).rounded())
          return String(
            format: "00:00:%02d\(mark)%03d", milliseconds / 1000, milliseconds % 1000)
        }
        func times(_ mark: String) -> [String] {
          words.map { "\(clock($0.start, mark)) --> \(clock($0.end, mark))" }
        }
        let (srt, vtt) = (times(","), times("."))
        let (subRip, webVTT) = try await (decode("srt"), decode("vtt"))
        #expect(subRip == ["1", srt[0], "a", "", "2", srt[1], "a", "", ""])
        #expect(webVTT == ["WEBVTT", "", vtt[0], "a", "", vtt[1], "a", "", ""])
        let lines = words.map {
          String(format: "long 1 %.2f %.2f a", $0.start, $0.end - $0.start)
        }
        let ctm = try await decode("ctm")
        #expect(ctm.count == 3 && ctm[0].hasPrefix(lines[0]) && ctm[1].hasPrefix(lines[1]))
      }
    }

    @Test("what is heard of a file before it is damaged is written, then the damage told")
    func damaged() async throws {
      try await withProgram { program in
        let whole = try Data(
          contentsOf: packageRoot.appending(path: "Audio/enter-four-five-one.flac"))
        try program.write(whole.prefix(whole.count * 2 / 3), to: "cut.flac")
        let result = try await program.run(["decode", "--live", "cut.flac"])
        #expect(result.status == 1)
        #expect(result.output.hasPrefix("enter "), "\(result.output)")
        #expect(result.errors.contains("cut.flac: cut short"), "\(result.errors)")
      }
    }

    @Test("a model that reads forwards needs no notice")
    func forwards() async throws {
      try await withProgram { program in
        let input = try utterance(program) + utterance(program)
        let result = try await program.run(
          ["decode", "--live", "--model", "forwards"] + Self.raw + ["-"], input: input)
        #expect(result.status == 0 && result.errors == "")
        #expect(result.output == "a\na\n")
      }
    }

    @Test("input that is none is told")
    func faults() async throws {
      try await withProgram { program in
        let arguments = ["decode", "--live", "--model", "forwards"]
        for (options, input, complaint) in [
          ([], Data(), "standard input: the file is empty"),
          (Self.raw, Data(), "standard input: the file is empty"),
          (Self.raw, Data([1]), "standard input: holds no samples"),
          ([], Data("no sound".utf8), "only WAV and raw sound"),
        ] as [([String], Data, String)] {
          let result = try await program.run(arguments + options + ["-"], input: input)
          #expect(result.status == 1 && result.output == "")
          #expect(result.errorLines.count == 1 && result.errors.contains(complaint))
        }
        try await program.fail(
          "decode", "--live", "--model", "forwards", "none.wav", saying: ["none.wav: no such file"])
        for wrong in [
          ["--live", "a.wav", "b.wav"], ["--live", "--format", "textgrid", "a.wav"],
          ["--live", "--nbest", "2", "a.wav"], ["--minimum-pause", "1", "a.wav"],
          ["--live", "--minimum-pause", "0", "a.wav"], ["--live"],
          ["--loudness-range", "30", "a.wav"], ["--live", "--loudness-range", "0", "a.wav"],
          ["--live", "--emissions", "e.npy", "--tokens", "t.txt"],
        ] {
          #expect(try await program.run(["decode"] + wrong).status == 64)
        }
      }
    }
  }
}
