import Foundation
import TestSupport
import Testing

extension CommandLineTests {
  @Suite("evaluate and info")
  struct EvaluateAndInfoTests {
    @Test("error rates are lines for people")
    func text() async throws {
      try await withProgram { program in
        let result = try await program.succeed("evaluate", "--model", "model", "all.jsonl")
        try #require(result.lines.count == 4)
        #expect(
          result.output.hasPrefix(
            "WER 75.00% [3 of 4 words: 3 substituted, 0 inserted, 0 deleted], 95% between "))
        #expect(
          result.lines[1] == "CER 50.00% [3 of 6 characters: 1 substituted, 0 inserted, 2 deleted]")
        #expect(result.lines[2] == "SER 75.00% [3 of 4 utterances]")
        #expect(
          result.lines[3].hasPrefix("ECE ") && result.lines[3].hasSuffix("4 recognized words]"))
      }
    }

    @Test("the data set may come by standard input, its paths relative to the current folder")
    func standardInput() async throws {
      try await withProgram { program in
        let file = try await program.succeed("evaluate", "--model", "model", "all.jsonl")
        let piped = try await program.succeed(
          "evaluate", "--model", "model", "-", input: program.contents(of: "all.jsonl"))
        #expect(piped.output == file.output)
        try await program.fail(
          "check", "-", saying: ["/dev/stdin lists no recording"], input: Data("\n".utf8))
      }
    }

    @Test("resampling is told of, once for each rate")
    func resampling() async throws {
      try await withProgram { program in
        let sound = waveFile(channels: [[Float](repeating: 0.1, count: 8000)], sampleRate: 16000)
        for name in ["a.wav", "b.wav"] { try program.write(sound, to: name) }
        let result = try await program.succeed("evaluate", "--model", "model", "all.jsonl")
        #expect(result.errors == "a.wav: resampling from 16000 to 8000 Hz\n")
        #expect(result.errorLines.count == 1)
      }
    }

    @Test("the errors themselves can be shown")
    func errors() async throws {
      try await withProgram { program in
        let result = try await program.succeed(
          "evaluate", "--model", "model", "--show-errors", "all.jsonl")
        try #require(result.lines.count == 3 * 3 + 4)
        #expect(result.lines[0...2] == ["all.jsonl:2", "  said  b", "  heard a"])
      }
    }

    @Test("the words that are confused can be listed")
    func confusions() async throws {
      try await withProgram { program in
        let result = try await program.succeed(
          "evaluate", "--model", "model", "--confusions", "2", "all.jsonl")
        #expect(
          result.lines.dropFirst(4) == ["1\tsubstituted\tab -> a", "1\tsubstituted\tb -> a"])
      }
    }

    @Test("error rates are JSON for programs")
    func json() async throws {
      struct Summary: Decodable {
        struct Counts: Decodable { let rate: Double, reference, substitutions, deletions: Int }
        struct Calibration: Decodable { let words: Int, expectedError: Double }
        let words, characters: Counts
        let calibration: Calibration
        let utterances, utterancesWithErrors: Int
        struct Recognized: Decodable {
          let location, path, said, heard: String
          let words, characters: Counts
        }
        let errors, transcripts: [Recognized]?
      }
      try await withProgram { program in
        let result = try await program.succeed(
          "evaluate", "--model", "model", "--format", "json", "all.jsonl")
        let summary = try JSONDecoder().decode(Summary.self, from: Data(result.output.utf8))
        #expect(summary.words.rate == 0.75 && summary.words.reference == 4)
        #expect(summary.characters.rate == 0.5 && summary.characters.reference == 6)
        #expect(summary.characters.substitutions == 1 && summary.characters.deletions == 2)
        #expect(summary.calibration.words == 4 && summary.calibration.expectedError > 0)
        #expect(summary.utterances == 4 && summary.utterancesWithErrors == 3)
        #expect(summary.errors == nil && summary.transcripts == nil)
        let shown = try await program.succeed(
          "evaluate", "--model", "model", "--format", "json", "--show-errors", "all.jsonl")
        let all = try JSONDecoder().decode(Summary.self, from: Data(shown.output.utf8))
        let errors = try #require(all.errors)
        #expect(errors.map(\.said) == ["b", "ab", "ba"] && errors.allSatisfy { $0.heard == "a" })
        #expect(errors[0].location.hasSuffix("all.jsonl:2"))
        let transcripts = try #require(all.transcripts)
        #expect(transcripts.map(\.said) == ["a", "b", "ab", "ba"])
        #expect(transcripts[2].path.hasSuffix("/ab.wav"))
        #expect(transcripts.map(\.words.substitutions) == [0, 1, 1, 1])
        #expect(transcripts.map(\.characters.deletions) == [0, 0, 1, 1])
      }
    }

    @Test("each speaker who is named has a line, the highest rate first; JSON always has them")
    func speakers() async throws {
      struct Summary: Decodable {
        struct Counts: Decodable { let rate: Double, reference: Int }
        struct Speaker: Decodable {
          let speaker: String?, utterances: Int, words, characters: Counts
        }
        let speakers: [Speaker]?
      }
      try await withProgram { program in
        let lines = [("a", "a", "ann"), ("b", "b", "bob"), ("ab", "a", "bob"), ("ba", "a b", nil)]
        let manifest = lines.map { sound, text, speaker in
          let name = speaker.map { #", "speaker": "\#($0)""# } ?? ""
          return #"{"audio_filepath": "\#(sound).wav", "text": "\#(text)"\#(name)}"#
        }
        try program.write(manifest.joined(separator: "\n"), to: "named.jsonl")
        let command = ["evaluate", "--model", "model", "named.jsonl"]
        #expect(try await program.run(command).lines.count == 4)
        let table = try await program.run(command + ["--by-speaker"])
        #expect(
          table.lines.dropFirst(4) == [
            "    WER  errors   words  speaker", " 50.00%       1       2  (not named)",
            " 50.00%       1       2  bob", "  0.00%       0       1  ann",
          ])
        let json = try await program.run(command + ["--format", "json"])
        let speakers = try #require(
          JSONDecoder().decode(Summary.self, from: Data(json.output.utf8)).speakers)
        #expect(speakers.map(\.speaker) == [nil, "bob", "ann"])
        #expect(speakers.map(\.utterances) == [1, 2, 1])
        #expect(speakers.map(\.words.rate) == [0.5, 0.5, 0])
        #expect(speakers[1].characters.rate == 0.5)
        let nobody = try await program.succeed(
          "evaluate", "--model", "model", "--by-speaker", "all.jsonl")
        #expect(nobody.lines.count == 4)
        #expect(nobody.errors == "all.jsonl: no recording names its speaker\n")
      }
    }

    @Test("a data set with a fault is not measured on")
    func faults() async throws {
      try await withProgram { program in
        try program.write(#"{"audio_filepath": "a.wav"}"#, to: "bad.jsonl")
        try await program.fail(
          "evaluate", "--model", "model", "bad.jsonl", saying: ["bad.jsonl:1", #"lacks "text""#])
        try program.write(#"{"audio_filepath": "no.wav", "text": "a"}"#, to: "bad.jsonl")
        try await program.fail(
          "evaluate", "--model", "model", "bad.jsonl", saying: ["no.wav: no such file"])
      }
    }

    @Test("recordings that cannot be read are told of, and the others measured")
    func unreadable() async throws {
      struct Summary: Decodable {
        struct Other: Decodable { let utterances: Int }
        let utterances: Int
        let against: Other
      }
      try await withProgram { program in
        let whole = try await program.succeed("evaluate", "--model", "model", "all.jsonl")
        let results = try await program.succeed(
          "evaluate", "--model", "model", "--format", "json", "--show-errors", "all.jsonl")
        let lines = String(decoding: try program.contents(of: "all.jsonl"), as: UTF8.self)
        try program.write("no sound", to: "broken.wav")
        try program.write(
          #"{"audio_filepath": "no.wav", "text": "a"}"# + "\n" + lines
            + #"{"audio_filepath": "broken.wav", "text": "b"}"# + "\n", to: "more.jsonl")
        let rest = try await program.run(["evaluate", "--model", "model", "more.jsonl"])
        #expect(rest.status == 1 && rest.output == whole.output)
        try #require(rest.errorLines.count == 2)
        #expect(rest.errorLines[0].hasPrefix("Error: more.jsonl:1: "))
        #expect(rest.errorLines[0].contains("no.wav: no such file"))
        #expect(rest.errorLines[1].hasPrefix("Error: more.jsonl:6: "))

        // Compared is what both have heard.
        try program.write(results.output, to: "results.json")
        try program.write(
          lines + #"{"audio_filepath": "no.wav", "text": "a"}"# + "\n"
            + #"{"audio_filepath": "broken.wav", "text": "b"}"# + "\n", to: "all.jsonl")
        for other in ["forwards", "results.json"] {
          let compared = try await program.run([
            "evaluate", "--model", "model", "--against", other, "--format", "json", "all.jsonl",
          ])
          #expect(compared.status == 1 && compared.errorLines.count == 2, "\(compared)")
          let summary = try JSONDecoder().decode(Summary.self, from: Data(compared.output.utf8))
          #expect(summary.utterances == 4 && summary.against.utterances == 4)
        }
      }
    }

    @Test("info tells models, sounds and data sets apart")
    func info() async throws {
      try await withProgram { program in
        let model = try await program.succeed("info", "model")
        try #require(model.lines.count == 6)
        #expect(model.lines[0].hasPrefix("model: 1 layer of 4 lstm cells, two directions, "))
        #expect(model.lines[1] == "sound: 8000 Hz, 16 mel bins, a frame every 20 ms")
        #expect(model.lines[2].hasPrefix("delay: reads in both directions: hears an utterance"))
        #expect(model.lines[3].wholeMatch(of: /features: fingerprint [0-9a-f]{16}/) != nil)
        #expect(model.lines[4] == "words: any")
        #expect(model.lines[5] == "symbols: <blank> a b c |")
        try program.write("<blank>\na\nb\n\u{200b}\n|\n", to: "model/tokens.txt")
        let invisible = try await program.succeed("info", "model")
        #expect(invisible.lines.last == "symbols: <blank> a b U+200B |")
        let forwards = try await program.succeed("info", "forwards")
        #expect(forwards.lines[2] == "delay: answers after 35 ms of sound")
        let settings = String(
          decoding: try program.contents(of: "forwards/config.json"), as: UTF8.self)
        try program.write(
          #"{"dereverberation": true,"# + settings.dropFirst(), to: "forwards/config.json")
        let distant = try await program.succeed("info", "forwards")
        #expect(
          distant.lines[1]
            == "sound: 8000 Hz, 16 mel bins, a frame every 20 ms, late reverberation taken off first"
        )
        #expect(distant.lines[2].hasPrefix("delay: takes late reverberation off the sound: hears"))
        let sound = try await program.succeed("info", "ab.wav")
        #expect(sound.output == "sound: 0.500 s, 4000 samples at 8000 Hz, peak 0.500\n")
        let tone = [Float](repeating: 0.25, count: 8000)
        try program.write(
          waveFile(channels: [tone, tone.map { -$0 / 2 }], sampleRate: 8000), to: "two.wav")
        let two = try await program.succeed("info", "--channel", "2", "two.wav")
        #expect(two.output == "sound: 1.000 s, 8000 samples of 2 channels at 8000 Hz, peak 0.125\n")
        let manifest = try await program.succeed("info", "all.jsonl")
        #expect(manifest.output == "data set: 4 recordings, 4 different words\n")
        try program.write(
          "path,text,speaker\nab.wav,a b a,x\n", to: "table.csv")
        let table = try await program.succeed("info", "table.csv")
        #expect(
          table.output
            == "data set: 1 recording, 1 speaker named, 2 different words\n")
        try program.write(program.contents(of: "table.csv"), to: "LIST.CSV")
        #expect(try await program.succeed("info", "LIST.CSV").output == table.output)
      }
    }

    @Test("info tells what of words a model's directory holds")
    func words() async throws {
      try await withProgram { program in
        try program.write("a\nab\n", to: "model/lexicon.txt")
        let listed = try await program.succeed("info", "model")
        #expect(listed.lines[4] == "words: 2 of lexicon.txt")
        try program.write("a b\n", to: "text.txt")
        _ = try await program.succeed(
          "lm", "--order", "1", "--discount-fallback", "text.txt", "-o", "model/lm.arpa")
        let weighed = try await program.succeed("info", "model")
        #expect(
          weighed.lines[4] == "words: 2 of lexicon.txt, weighed by a language model of "
            + "5 n-grams: --lm-weight 1 --word-bonus 0")
      }
    }

    @Test("info says what is wrong with what is none of these")
    func nothing() async throws {
      try await withProgram { program in
        try await program.fail("info", "none", saying: ["none: no such file"])
        try await program.fail("info", "tiny.yaml", saying: ["tiny.yaml: no audio file"])
        try program.write("{", to: "bad.jsonl")
        try await program.fail("info", "bad.jsonl", saying: ["bad.jsonl:1", "not JSON"])
        try FileManager.default.removeItem(at: program.folder.appending(path: "model/config.json"))
        try await program.fail("info", "model", saying: ["model", "config.json is missing"])
      }
    }

    @Test("info describes the model that ships when nothing is named")
    func bundled() async throws {
      try await withProgram { program in
        let result = try await program.succeed("info")
        #expect(
          result.lines.map { $0.prefix { $0 != ":" } } == [
            "model", "sound", "delay", "features", "words", "symbols",
          ])
      }
    }
  }
}
