import AudioFrontEnd
import CTC
import Foundation
import Interchange
import RecurrentNetwork
import SequenceLabeler
import TestSupport
import Testing

extension CommandLineTests {
  @Suite("train from a model")
  struct FineTuningTests {
    /// Trains a model of "a" and "b" into "out".
    private func trainFirst(_ program: Program) async throws {
      let first = try await program.run(TrainTests.command)
      #expect(first.status == 0, "\(first.errors)")
    }

    @Test("--init takes features, layers and the rows of known symbols from a model")
    func startsFromModel() async throws {
      try await withProgram { program in
        try await trainFirst(program)
        try program.write(
          #"{"audio_filepath": "a.wav", "text": "ca"}"# + "\n"
            + #"{"audio_filepath": "b.wav", "text": "b"}"# + "\n", to: "more.jsonl")
        let result = try await program.run([
          "train", "more.jsonl", "--dev", "more.jsonl", "--init", "out", "--out", "tuned",
          "--set", "epochs=1", "--set", "optimizer.learningRate=1e-9", "--set", "averageDecay=0",
        ])
        #expect(result.status == 0, "\(result.errors)")
        let models = try ["out", "tuned"].map {
          try Model(contentsOf: program.folder.appending(path: $0))
        }
        #expect(models[1].alphabet.tokenLines == ["<blank>", "a", "b", "c"])
        #expect(models[1].configuration.features == models[0].configuration.features)
        #expect(models[1].configuration.normalization == models[0].configuration.normalization)
        let weights = try ["out", "tuned"].map { folder in
          let file = try SafeTensors(
            contentsOf: program.folder.appending(path: "\(folder)/weights.safetensors"))
          return Dictionary(uniqueKeysWithValues: file.tensors.map { ($0.name, $0.values) })
        }
        #expect(weights[0].keys.sorted() == weights[1].keys.sorted())
        for (name, old) in weights[0] {
          let new = try #require(weights[1][name])
          #expect(zip(old, new).allSatisfy { abs($0 - $1) < 1e-6 }, "\(name)")
          let rows = name.hasPrefix("output.") ? 4 * old.count / 3 : old.count
          #expect(new.count == rows, "\(name)")
        }
      }
    }

    @Test("a model to start from is named where little is learned and the network is the program's")
    func namesModel() async throws {
      try await withProgram { program in
        let note = "note: 0:01 min is little to learn from; `train --init english`"
        func isNamed(_ folder: String, _ options: String...) async throws -> Bool {
          let result = try await program.run(
            ["train", "all.jsonl", "--set", "epochs=1", "--out", folder] + options)
          #expect(result.status == 0, "\(result.errors)")
          return result.errors.contains(note)
        }
        let named = [
          try await isNamed("default"),
          try await isNamed("tiny", "--config", "tiny.yaml"),
          try await isNamed("small", "--set", "network.units=8"),
          try await isNamed("tuned", "--init", "tiny"),
        ]
        #expect(named == [true, false, false, false])
        for (options, isNamed) in [([], true), (["--init", "tiny"], false)] {
          let result = try await program.run(["check", "all.jsonl"] + options)
          #expect(result.status == 0 && result.errors.contains(note) == isNamed)
        }
      }
    }

    @Test(
      "from a model of small letters, texts are learned as they are spoken unless told otherwise")
    func spokenTexts() async throws {
      try await withProgram { program in
        try program.write(#"{"audio_filepath": "a.wav", "text": "A, d!"}"#, to: "more.jsonl")
        func text(_ options: String...) async throws -> String? {
          let shown = try await program.run(["train", "more.jsonl", "--show-config"] + options)
          return shown.lines.first { $0.hasPrefix("text: ") }?.components(separatedBy: " ")[1]
        }
        #expect(try await text() == "written")
        #expect(try await text("--init", "model") == "spoken")
        #expect(try await text("--init", "model", "--set", "text=written") == "written")
        try program.write(#"{"audio_filepath": "a.wav", "text": "a b"}"#, to: "more.jsonl")
        #expect(try await text("--init", "model") == "written")
      }
    }

    @Test("a model that writes all texts keeps the symbols that none of them has")
    func keepsSymbols() async throws {
      try await withProgram { program in
        try program.write(#"{"audio_filepath": "a.wav", "text": "A!"}"#, to: "more.jsonl")
        func show(_ options: String...) async throws -> (alphabet: String?, note: String) {
          let shown = try await program.run(["train", "more.jsonl", "--show-config"] + options)
          let line = shown.lines.first { $0.hasPrefix("alphabet: ") }
          let notes = shown.errorLines.filter { $0.hasPrefix("note: ") }
          return (line?.components(separatedBy: " ")[1], notes.joined(separator: " "))
        }
        #expect(try await show() == ("''", ""))
        #expect(try await show("--init", "model") == ("abc|", ""))
        #expect(try await show("--init", "model", "--set", "text=written").alphabet == "''")
        let chosen = try await show("--init", "model", "--set", "alphabet=a")
        #expect(chosen.alphabet == "a")
        #expect(chosen.note.hasPrefix("note: no text has b c |, which the model to start from "))
        func train(_ options: String...) async throws {
          let result = try await program.run(
            ["train", "more.jsonl", "--dev", "more.jsonl", "--out", "tuned"] + options)
          #expect(result.status == 0, "\(result.errors)")
        }
        try await train("--init", "model", "--set", "epochs=1")
        let tuned = try Model(contentsOf: program.folder.appending(path: "tuned"))
        #expect(tuned.alphabet.tokenLines == ["<blank>", "|", "a", "b", "c"])
        try await train("--resume")
        try program.write(#"{"audio_filepath": "a.wav", "text": "abd"}"#, to: "more.jsonl")
        let other = try await show("--init", "model")
        #expect(other.alphabet == "''")
        #expect(other.note.hasPrefix("note: no text has c |, which the model"), "\(other.note)")
        try program.write(#"{"audio_filepath": "a.wav", "text": "xyz"}"#, to: "more.jsonl")
        #expect(try await show("--init", "model") == ("''", ""))
      }
    }

    @Test("the model to start from is measured before the first epoch, if it has all symbols")
    func measuresStart() async throws {
      try await withProgram { program in
        func train(_ options: String...) async throws -> [String] {
          let result = try await program.run(
            ["train", "all.jsonl", "--set", "epochs=1", "--out", "tuned"] + options)
          #expect(result.status == 0, "\(result.errors)")
          return result.errorLines.filter { $0.hasPrefix("the model to start from") }
        }
        // It hears "a" where a, b, ab and ba are said.
        #expect(
          try await train("--dev", "all.jsonl", "--init", "model")
            == ["the model to start from, on the development set: WER 75.00% CER 50.00%"])
        #expect(try await train("--dev", "all.jsonl", "--resume") == [])
        // Once for all seeds.
        let seeds = ["--seeds", "2", "--out", "several"]
        let several = try await program.run(
          ["train", "all.jsonl", "--dev", "all.jsonl", "--init", "model", "--set", "epochs=1"]
            + seeds)
        #expect(several.status == 0, "\(several.errors)")
        #expect(several.errorLines.count { $0.hasPrefix("the model to start from") } == 1)
        try program.write(#"{"audio_filepath": "a.wav", "text": "ad"}"#, to: "more.jsonl")
        let other = try await program.run([
          "train", "more.jsonl", "--dev", "more.jsonl", "--init", "model", "--out", "wider",
          "--set", "epochs=1",
        ])
        #expect(other.status == 0 && !other.errors.contains("the model to start from, on"))
      }
    }

    @Test("a training that makes the model worse on the development set says so")
    func tellsLoss() async throws {
      try await withProgram { program in
        try program.write(#"{"audio_filepath": "a.wav", "text": "b"}"#, to: "learned.jsonl")
        // This is what the model hears.
        try program.write(#"{"audio_filepath": "a.wav", "text": "a"}"#, to: "dev.jsonl")
        for (rate, isWorse) in [("0.1", true), ("1e-9", false)] {
          let result = try await program.run([
            "train", "learned.jsonl", "--dev", "dev.jsonl", "--init", "model", "--out", rate,
            "--set", "epochs=30", "--set", "averageDecay=0", "--set",
            "optimizer.learningRate=\(rate)",
          ])
          #expect(result.status == 0, "\(result.errors)")
          #expect(
            result.errors.contains("note: the model to start from was better") == isWorse,
            "\(result.errors)")
        }
      }
    }

    @Test("a model's words are kept where the texts are of them, with those that the list lacks")
    func keepsWords() async throws {
      try await withProgram { program in
        let words = ["a", "ab", "ba", "b", "abc", "c", "bc", "cb", "aa"]
        try program.write(words.joined(separator: "\n") + "\n", to: "model/lexicon.txt")
        try program.write("\\data\\\n", to: "model/lm.arpa")
        func train(_ texts: String..., out: String) async throws -> (note: String?, folder: URL) {
          let lines = texts.map { #"{"audio_filepath": "a.wav", "text": "\#($0)"}"# + "\n" }
          try program.write(lines.joined(), to: "more.jsonl")
          let result = try await program.run([
            "train", "more.jsonl", "--dev", "more.jsonl", "--init", "model", "--out", out,
            "--set", "epochs=1",
          ])
          #expect(result.status == 0, "\(result.errors)")
          return (
            result.errorLines.first { $0.hasPrefix("the list of") },
            program.folder.appending(path: out)
          )
        }
        let kept = try await train(
          "a", "ab", "b", "ba", "c", "a", "b", "c", "a", "ccc", out: "kept")
        #expect(
          kept.note == "the list of 9 words of the model to start from is kept, with 1 more of the "
            + "texts; so is its language model")
        let tuned = try Model(contentsOf: kept.folder, languageModel: false)
        #expect(tuned.lexicon?.words == words + ["ccc"])
        #expect(try program.contents(of: "kept/lm.arpa").count == 7)
        let dropped = try await train("a", "ab", "b", "ccc", out: "dropped")
        #expect(
          dropped.note
            == "the list of words of the model to start from is not kept, as it lacks 1 of "
            + "the 4 words of the texts")
        #expect(try Model(contentsOf: dropped.folder).lexicon == nil)
      }
    }

    @Test("the mean with the model to start from is written where that has a share")
    func initialShare() async throws {
      try await withProgram { program in
        try await trainFirst(program)
        func weights(_ folder: String) throws -> [String: [Float]] {
          let file = try SafeTensors(
            contentsOf: program.folder.appending(path: "\(folder)/weights.safetensors"))
          return Dictionary(uniqueKeysWithValues: file.tensors.map { ($0.name, $0.values) })
        }
        for share in ["0", "0.25"] {
          let result = try await program.run([
            "train", "all.jsonl", "--dev", "all.jsonl", "--init", "out", "--out", share,
            "--set", "epochs=2", "--set", "optimizer.learningRate=0.01",
            "--set", "initialShare=\(share)",
          ])
          #expect(result.status == 0, "\(result.errors)")
        }
        let (start, trained, mean) = try (weights("out"), weights("0"), weights("0.25"))
        for (name, values) in mean {
          let (first, second) = (try #require(start[name]), try #require(trained[name]))
          for (value, (a, b)) in zip(values, zip(first, second)) {
            #expect(abs(value - (a / 4 + 3 * b / 4)) < 1e-6, "\(name)")
          }
        }
        #expect(start != trained)
        try await program.fail(
          "train", "all.jsonl", "--init", "out", "--set", "initialShare=1",
          saying: ["initialShare", "from 0 to below 1"])
      }
    }

    @Test("a model is not written over another, nor over the one that it starts from")
    func ontoAnother() async throws {
      try await withProgram { program in
        let train = ["train", "all.jsonl", "--dev", "all.jsonl", "--set", "epochs=1"]
        let weights = try program.contents(of: "model/weights.safetensors")
        for options in [[], ["--init", "model"], ["--set", "initialModel=model"]] {
          let result = try await program.run(train + options + ["--out", "./model"])
          #expect(result.status == 1 && result.errorLines.count == 1)
          #expect(
            result.errors.contains(
              "a model stands here already; give another directory, or delete it (--out)"),
            "\(result.errors)")
        }
        #expect(try program.contents(of: "model/weights.safetensors") == weights)
      }
    }

    @Test("--init refuses a model that is not there, and layers or features that are not its own")
    func refuses() async throws {
      try await withProgram { program in
        try await trainFirst(program)
        func fail(_ options: String..., saying reason: String) async throws {
          let result = try await program.run(
            ["train", "all.jsonl", "--dev", "all.jsonl", "--out", "tuned"] + options)
          #expect(result.status == 1)
          #expect(result.errorLines.count == 1, "\(result.errors)")
          #expect(result.errors.contains(reason), "\(result.errors)")
        }
        try await fail("--init", "none", saying: "config.json is missing")
        try await fail(
          "--init", "out", "--set", "network.units=9",
          saying: "network.units: 9; the model in out that the training starts from has 8; leave")
        try await fail(
          "--init", "out", "--set", "features.melBinCount=20", saying: "features.melBinCount: 20; ")
        try await fail(
          "--init", "out", "--set", "network.front=convolution", saying: "network.front: conv")
        try await fail(
          "--init", "out", "--set", "normalization=utterance",
          saying:
            "normalization: utterance; the model in out that the training starts from has")
        try await fail(
          "--init", "out", "--set", "network.bidirectional=false", saying: "network.bidirectional")
      }
    }

    @Test("a model's normalization is that of the training, whatever its direction")
    func normalization() async throws {
      try await withProgram { program in
        for direction in ["true", "false"] {
          let first = try await program.run(
            TrainTests.command + [
              "--set", "normalization=utterance", "--set", "epochs=1",
              "--set", "network.bidirectional=\(direction)", "--out", direction,
            ])
          #expect(first.status == 0, "\(first.errors)")
          for options in [[], ["--set", "normalization=utterance"], ["--config", "again.yaml"]] {
            try program.write("epochs: 1\n", to: "again.yaml")
            let result = try await program.run(
              ["train", "all.jsonl", "--init", direction, "--out", "tuned", "--set", "epochs=1"]
                + options)
            #expect(result.status == 0, "\(result.errors)")
            try FileManager.default.removeItem(at: program.folder.appending(path: "tuned"))
          }
        }
      }
    }

    @Test("dropout may be another one, and a key of the configuration names the model as well")
    func otherDropout() async throws {
      try await withProgram { program in
        let first = try await program.run(
          TrainTests.command + ["--set", "network.dropoutKind=sequence", "--set", "epochs=1"])
        #expect(first.status == 0, "\(first.errors)")
        try program.write("initialModel: out\nepochs: 1\n", to: "from.yaml")
        for (index, options) in [
          ["--init", "out", "--set", "network.dropoutKind=element"],
          ["--init", "out", "--set", "network.dropout=0"],
          ["--set", "initialModel=out"], ["--config", "from.yaml"],
        ].enumerated() {
          let result = try await program.run(
            ["train", "all.jsonl", "--out", "tuned\(index)", "--set", "epochs=1"] + options)
          #expect(result.status == 0, "\(options): \(result.errors)")
          let model = try Model(contentsOf: program.folder.appending(path: "tuned\(index)"))
          #expect(model.configuration.network.shape.units == 8)
        }
      }
    }

    @Test("firstEpoch decides the order of the first epoch, and another word is refused")
    func firstEpoch() async throws {
      try await withProgram { program in
        func weights(_ order: String, _ name: String) async throws -> Data {
          let result = try await program.run(
            TrainTests.command + [
              "--out", name, "--set", "epochs=1", "--set", "firstEpoch=\(order)",
              "--set", "batchUtterances=1",
            ])
          #expect(result.status == 0, "\(result.errors)")
          return try program.contents(of: "\(name)/weights.safetensors")
        }
        var found: Set<Data> = []
        for order in ["random", "shortFirst", "largestFirst"] {
          found.insert(try await weights(order, order))
        }
        #expect(found.count >= 2)
        #expect(try await weights("shortFirst", "again") == weights("shortFirst", "once more"))
        try await program.fail(
          "check", "all.jsonl", "--set", "firstEpoch=long",
          saying: ["the setting firstEpoch=long", "none of its values"])
      }
    }
  }
}
