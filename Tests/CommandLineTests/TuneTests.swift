import Foundation
import Interchange
import SequenceLabeler
import TestSupport
import Testing

extension CommandLineTests {
  @Suite("tune, and a model's own language model")
  struct TuneTests {
    /// A model of words that thinks more of "b" than of "a", which the sample model prefers.
    private let arpa = """
      \\data\\
      ngram 1=5

      \\1-grams:
      -99 <s>
      -0.5 </s>
      -3 <unk>
      -4 a
      -0.2 b

      \\end\\

      """

    /// A manifest in which every recording, two frames long, says `text`.
    private func write(saying text: String, to program: Program) throws {
      let sound = waveFile(channels: [[Float](repeating: 0.1, count: 400)], sampleRate: 8000)
      for name in ["a.wav", "b.wav"] { try program.write(sound, to: name) }
      let lines = ["a", "b"].map { #"{"audio_filepath": "\#($0).wav", "text": "\#(text)"}"# + "\n" }
      try program.write(lines.joined(), to: "dev.jsonl")
      try program.write(arpa, to: "lm.arpa")
    }

    @Test("the best weights are listed and marked, and used unasked once they are saved")
    func saved() async throws {
      try await withProgram { program in
        try write(saying: "b", to: program)
        let model = program.folder.appending(path: "model")
        try Model(contentsOf: model).write(to: model, weightsAs: .bf16)
        let weights = try program.contents(of: "model/weights.safetensors")
        let result = try await program.succeed(
          "tune", "--model", "model", "--lm", "lm.arpa", "--save", "dev.jsonl")
        #expect(try program.contents(of: "model/weights.safetensors") == weights)
        #expect(result.lines[0] == "weight\tbonus\tprior\tWER\tCER")
        #expect(result.lines.contains("0\t0\t0\t100.00%\t100.00%\tno language model"))
        #expect(result.lines.count { $0.hasSuffix("\t0.00%\t0.00%\tbest") } == 1)
        let last = try #require(result.lines.last)
        #expect(last.hasPrefix("best: --lm-weight ") && last.hasSuffix("without: WER 100.00%"))

        #expect(try program.fileNames(in: "model").contains("lm.cache"))
        let evaluated = try await program.succeed("evaluate", "--model", "model", "dev.jsonl")
        #expect(evaluated.output.hasPrefix("WER 0.00% "))
        for (options, text) in [
          ([], "b"), (["--no-lm"], "a"), (["--greedy"], "a"), (["--lm-weight", "0"], "a"),
          (["--lm", "lm.arpa", "--lm-weight", "0"], "a"),
        ] {
          let decoded = try await program.run(["decode", "--model", "model", "a.wav"] + options)
          #expect(decoded.output == text + "\n", "\(options): \(decoded)")
        }
        let again = try await program.succeed("tune", "--model", "model", "dev.jsonl")
        #expect(again.output == result.output)
      }
    }

    @Test("what was asked for once is not saved, but told of")
    func askedForOnce() async throws {
      try await withProgram { program in
        try write(saying: "b", to: program)
        try program.write("a\nb\n", to: "words.txt")
        let tuned = try await program.succeed(
          "tune", "--model", "model", "--dereverberate", "--lexicon", "words.txt", "--lm",
          "lm.arpa",
          "--save", "dev.jsonl")
        #expect(
          tuned.errors.contains("saved in model, all but --dereverberate and --lexicon, which"))
        #expect(try !program.fileNames(in: "model").contains("lexicon.txt"))
        let settings = String(
          decoding: try program.contents(of: "model/config.json"), as: UTF8.self)
        #expect(settings.contains("fusion") && !settings.contains("dereverberation"))
      }
    }

    @Test(
      "a recording that cannot be read is told of; the others are tuned on, but nothing is saved")
    func unreadable() async throws {
      try await withProgram { program in
        try write(saying: "b", to: program)
        let whole = try await program.succeed(
          "tune", "--model", "model", "--lm", "lm.arpa", "dev.jsonl")
        let lines = String(decoding: try program.contents(of: "dev.jsonl"), as: UTF8.self)
        try program.write(
          #"{"audio_filepath": "no.wav", "text": "a"}"# + "\n" + lines, to: "dev.jsonl")
        let rest = try await program.run([
          "tune", "--model", "model", "--lm", "lm.arpa", "--save", "dev.jsonl",
        ])
        #expect(rest.status == 1 && rest.output == whole.output)
        #expect(rest.errorLines.count == 2 && rest.errors.contains("no.wav: no such file"))
        #expect(rest.errors.contains("nothing is saved, as 1 recording could not be read"))
        #expect(try !program.fileNames(in: "model").contains("lm.cache"))
      }
    }

    @Test("what is saved for any words, with its beam, leaves the words of the list alone")
    func anyWords() async throws {
      try await withProgram { program in
        try write(saying: "b", to: program)
        try program.write("a\n", to: "model/lexicon.txt")
        _ = try await program.succeed(
          "tune", "--model", "model", "--any-words", "--beam", "5", "--lm", "lm.arpa", "--save",
          "dev.jsonl")
        let names = try program.fileNames(in: "model")
        #expect(names.contains("letters.cache") && !names.contains("lm.cache"))
        #expect(
          String(decoding: try program.contents(of: "model/config.json"), as: UTF8.self)
            .contains(#""openBeamSize" : 5"#))
        for (options, text) in [([], "a"), (["--any-words"], "b"), (["--hotword", "b:90"], "b")] {
          let decoded = try await program.run(["decode", "--model", "model", "a.wav"] + options)
          #expect(decoded.output == text + "\n", "\(options): \(decoded)")
        }
      }
    }

    @Test("the weights are those of a recording that is a part of a file, too")
    func partsOfFiles() async throws {
      try await withProgram { program in
        try write(saying: "b", to: program)
        let whole = try await program.succeed(
          "tune", "--model", "model", "--lm", "lm.arpa", "dev.jsonl")
        let sound = waveFile(channels: [[Float](repeating: 0.1, count: 16000)], sampleRate: 8000)
        try program.write(sound, to: "long.wav")
        let lines = [0.5, 1].map {
          #"{"audio_filepath": "long.wav", "offset": \#($0), "duration": 0.05, "text": "b"}"# + "\n"
        }
        try program.write(lines.joined(), to: "dev.jsonl")
        let parts = try await program.succeed(
          "tune", "--model", "model", "--lm", "lm.arpa", "dev.jsonl")
        #expect(parts.output == whole.output)
      }
    }

    @Test("a language model that does not help is told of, and not saved")
    func useless() async throws {
      try await withProgram { program in
        try write(saying: "a", to: program)
        let result = try await program.succeed(
          "tune", "--model", "model", "--lm", "lm.arpa", "--save", "dev.jsonl")
        #expect(
          result.lines.last
            == "the language model does not help: WER 0.00% without it, no less with it")
        #expect(try !program.fileNames(in: "model").contains("lm.cache"))
        try await program.fail(
          "tune", "--model", "none", "--lm", "lm.arpa", "--save", "dev.jsonl",
          saying: ["none: no model here"])
      }
    }

    @Test("a language model in the model's directory may be ARPA; a bad one is named with its line")
    func arpaInDirectory() async throws {
      try await withProgram { program in
        try write(saying: "b", to: program)
        try program.write(arpa, to: "model/lm.arpa")
        let decoded = try await program.succeed("decode", "--model", "model", "a.wav")
        #expect(decoded.output == "b\n")
        let tuned = try await program.succeed("tune", "--model", "model", "--save", "dev.jsonl")
        #expect(tuned.errors.contains("saved in model"))
        #expect(try !program.fileNames(in: "model").contains("lm.cache"))
        let again = try await program.succeed("decode", "--model", "model", "a.wav")
        #expect(again.output == "b\n")
        try program.write("\\data\\\nngram 1=x\n", to: "model/lm.arpa")
        try await program.fail("decode", "--model", "model", "a.wav", saying: ["lm.arpa:2"])
      }
    }

    @Test("weights and temperatures in config.json that cannot be are refused")
    func configuration() async throws {
      try await withProgram { program in
        let sound = String(decoding: try program.contents(of: "model/config.json"), as: UTF8.self)
        for (key, part) in [
          (#""fusion": {"languageWeight": -1, "wordBonus": 0}"#, "weight of -1.0"),
          (#""openFusion": {"languageWeight": -2, "wordBonus": 0}"#, "weight of -2.0"),
          (
            #""fusion": {"languageWeight": 1, "wordBonus": 0, "priorWeight": -3}"#,
            "prior weight of -3.0"
          ),
          (
            #""fusion": {"languageWeight": 1, "wordBonus": 0, "confidence": {"slope": -1, "offset": 0}}"#,
            "slope -1.0"
          ),
          (#""symbolPriors": [0.5, 0.5]"#, "symbol priors"),
          (#""beamSize": 0"#, "beam of 0"), (#""openBeamSize": -1"#, "beam of -1"),
          (#""temperature": 0"#, "temperature of 0.0"),
        ] {
          try program.write("{\(key)," + sound.dropFirst(), to: "model/config.json")
          try await program.fail("decode", "--model", "model", "a.wav", saying: [part])
        }
      }
    }

    @Test(
      "wrong usage exits with 64",
      arguments: [
        ["tune"], ["tune", "all.jsonl"], ["tune", "--greedy", "all.jsonl"],
        ["tune", "--no-lm", "all.jsonl"],
        ["tune", "--lm", "x.arpa", "--lm-weight", "1", "all.jsonl"],
        ["tune", "--lm", "x.arpa", "--save", "all.jsonl"],
        ["tune", "--model", "commands", "--lm", "x.arpa", "--save", "all.jsonl"],
        ["tune", "--lm", "x.arpa", "--prior-weight", "1", "all.jsonl"],
        ["decode", "--prior-weight", "-1", "a.wav"], ["decode", "--prior-weight", "1", "a.wav"],
        ["decode", "--greedy", "--prior-weight", "1", "a.wav"],
        ["decode", "--no-lm", "--lm", "x", "a.wav"],
        ["decode", "--any-words", "--lexicon", "x", "a.wav"],
      ])
    func usage(arguments: [String]) async throws {
      try await withProgram { program in
        let result = try await program.run(arguments)
        #expect(result.status == 64, "\(result)")
        #expect(result.output == "" && result.errors.contains("Usage: ctc-asr"))
      }
    }
  }
}
