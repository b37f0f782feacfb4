import Foundation
import SequenceLabeler
import TestSupport
import Testing

extension CommandLineTests {
  @Suite("decode")
  struct DecodeTests {
    @Test("one file gives its text alone")
    func oneFile() async throws {
      try await withProgram { program in
        let result = try await program.succeed("decode", "--model", "model", "ab.wav")
        #expect(result.output == "a\n")
        #expect(result.errors == "")
      }
    }

    @Test("symbols' priors are divided out, also where the model has no language model")
    func priors() async throws {
      try await withProgram { program in
        let decode = ["decode", "--model", "model", "--beam", "4", "--prior-weight", "1", "ab.wav"]
        let without = try await program.run(decode)
        #expect(without.errors.contains("needs a model with priors"))
        let plain = String(decoding: try program.contents(of: "model/config.json"), as: UTF8.self)
        let priors = "{ \"symbolPriors\": [1, 1, 0.0001, 1, 1],"
        try program.write(priors + plain.dropFirst(), to: "model/config.json")
        let with = try await program.run(decode)
        #expect(with.status == 0 && with.output == "b\n", "\(with)")
      }
    }

    @Test("late reverberation is taken off if that is asked")
    func dereverberation() async throws {
      try await withProgram { program in
        let clip = packageRoot.appending(path: "Audio/two-six-eight.wav").path
        func emissions(_ options: String...) async throws -> Data {
          let result = try await program.run(["emissions", clip, "-o", "found.npy"] + options)
          #expect(result.status == 0, "\(result)")
          return try program.contents(of: "found.npy")
        }
        let plain = try await emissions()
        #expect(try await emissions("--dereverberate") != plain)
        let text = try await program.succeed("decode", "--dereverberate", clip)
        #expect(text.output == "two six eight\n")
      }
    }

    @Test("standard input is a file like any other")
    func standardInput() async throws {
      try await withProgram { program in
        let sound = try program.contents(of: "ab.wav")
        let result = try await program.succeed("decode", "--model", "model", "-", input: sound)
        #expect(result.output == "a\n")
        try await program.fail(
          "decode", "--model", "model", "-", saying: ["standard input", "empty"])
      }
    }

    @Test("several files give a line each, and a bad one does not keep the others from it")
    func severalFiles() async throws {
      try await withProgram { program in
        let result = try await program.run(
          ["decode", "--model", "model", "a.wav", "none.wav", "b.wav"])
        #expect(result.output == "a.wav\ta\nb.wav\ta\n")
        #expect(result.errors == "Error: none.wav: no such file; check the path\n")
        #expect(result.status == 1)
      }
    }

    @Test("JSON has the text, its words and symbols with times and confidence, a line a file")
    func json() async throws {
      try await withProgram { program in
        let result = try await program.succeed(
          "decode", "--model", "model", "--format", "json", "a.wav", "ab.wav")
        let lines = result.lines.map { Data($0.utf8) }
        let names = try lines.map { line in
          try #require(JSONSerialization.jsonObject(with: line) as? [String: Any])["audio_filepath"]
        }
        #expect(names as? [String] == ["a.wav", "ab.wav"])
        let transcript = try JSONDecoder().decode(Transcript.self, from: try #require(lines.last))
        #expect(transcript.text == "a")
        #expect(transcript.duration == 0.5)
        #expect(transcript.words.map(\.text) == ["a"])
        let word = try #require(transcript.words.first)
        #expect(word.start == 0)
        #expect((0.45...0.5).contains(word.end))
        // A word that is all of the text has the text's probability.
        let alignment = try await program.succeed(
          "align", "--model", "model", "--format", "json", "--text", "a", "ab.wav")
        let object = try #require(
          JSONSerialization.jsonObject(with: Data(alignment.output.utf8)) as? [String: Any])
        let loss = try #require(object["loss"] as? Double)
        #expect(abs(log(Double(word.confidence)) + loss) < 1e-4)
        #expect(transcript.symbols.map(\.text) == transcript.words.map(\.text))
        #expect(transcript.logProbability < 0)
      }
    }

    @Test("a beam search and a list of words are options")
    func searches() async throws {
      try await withProgram { program in
        let beam = try await program.succeed("decode", "--model", "model", "--beam", "1", "a.wav")
        #expect(beam.output == "aba\n")
        try program.write("b\r\n\r\ncc\r\n", to: "words.txt")
        let words = try await program.succeed(
          "decode", "--model", "model", "--lexicon", "words.txt", "a.wav")
        #expect(words.output.split(separator: /[ \n]/).allSatisfy { ["b", "cc"].contains($0) })
        #expect(words.output.contains("b"))
      }
    }

    @Test("each utterance is one of a list of phrases")
    func phrases() async throws {
      try await withProgram { program in
        let decode = ["decode", "--model", "model", "a.wav", "--phrases"]
        try program.write("B, a.\nb b\n\n", to: "phrases.txt")
        let result = try await program.run(decode + ["phrases.txt"])
        #expect(result.status == 0 && result.output == "b a\n", "\(result.errors)")
        let lists = [
          "": "no phrase; write one a line",
          "a\nd e\n": "line 2 of the lexicon, “d e”: character “d”",
        ]
        for (list, reason) in lists {
          try program.write(list, to: "none.txt")
          let failed = try await program.run(decode + ["none.txt"])
          #expect(failed.status == 1 && failed.errors.contains(reason), "\(failed.errors)")
        }
      }
    }

    @Test("a list of words that is no use is named, with the line that is wrong")
    func badLexicon() async throws {
      try await withProgram { program in
        func fail(_ file: String, saying parts: String...) async throws {
          try await program.fail(
            "decode", "--model", "model", "--lexicon", file, "a.wav", saying: parts + [file])
        }
        try await fail("none.txt", saying: "No such file or directory")
        try await fail("model", saying: "Is a directory")
        try await fail("a.wav", saying: "not UTF-8 text; name a text file")
        try await fail("/dev/zero", saying: "not UTF-8 text; name a text file")
        try program.write("\n \n", to: "empty.txt")
        try await fail("empty.txt", saying: "no word")
        try program.write("a\r\nax\r\n", to: "words.txt")
        try await fail("words.txt", saying: "line 2", "ax", "U+0078")
        try program.write("a b\n", to: "two.txt")
        try await fail("two.txt", saying: "line 1", "one word a line")
      }
    }

    @Test("another sample rate is resampled, with one notice for all files of that rate")
    func resampling() async throws {
      try await withProgram { program in
        let second = [Float](repeating: 0.1, count: 16000)
        for name in ["x.wav", "y.wav"] {
          try program.write(waveFile(channels: [second], sampleRate: 16000), to: name)
        }
        let result = try await program.succeed("decode", "--model", "model", "x.wav", "y.wav")
        #expect(result.output == "x.wav\ta\ny.wav\ta\n")
        #expect(result.errors == "x.wav: resampling from 16000 to 8000 Hz\n")
        let piped = try await program.succeed(
          "decode", "--model", "model", "-", input: program.contents(of: "x.wav"))
        #expect(piped.errors == "standard input: resampling from 16000 to 8000 Hz\n")
      }
    }

    @Test("a channel can be chosen, if it is there")
    func channels() async throws {
      try await withProgram { program in
        let channel = [Float](repeating: 0.1, count: 4000)
        try program.write(
          waveFile(channels: [channel, channel], sampleRate: 8000), to: "stereo.wav")
        let result = try await program.succeed(
          "decode", "--model", "model", "--channel", "2", "stereo.wav")
        #expect(result.output == "a\n")
        try await program.fail(
          "decode", "--model", "model", "--channel", "3", "stereo.wav",
          saying: ["stereo.wav", "channels 1 to 2"])
      }
    }

    @Test("sound shorter than a frame says nothing")
    func shortSound() async throws {
      try await withProgram { program in
        let clip = [Float](repeating: 0.1, count: 80)
        try program.write(waveFile(channels: [clip], sampleRate: 8000), to: "short.wav")
        for options in [[], ["--beam", "8"], ["--format", "json"]] {
          let result = try await program.run(
            ["decode", "--model", "model"] + options + ["short.wav"])
          #expect(result.status == 0)
          #expect(result.errors == "")
          #expect(result.output == "\n" || result.output.contains(#""text":"""#))
        }
      }
    }

    @Test(
      "a full disk is a failure", .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
    func fullDisk() async throws {
      try await withProgram { program in
        let result = try await program.run(
          ["decode", "--model", "model", "a.wav"], output: "/dev/full")
        #expect(result.status == 1 && !result.wasKilled)
        #expect(result.errors == "Error: cannot write standard output: No space left on device\n")
      }
    }
  }
}
