import CTC
import Foundation
import Interchange
import SequenceLabeler
import TestSupport
import Testing

extension CommandLineTests {
  @Suite("train")
  struct TrainTests {
    /// What every training here begins with.
    static let command = [
      "train", "--config", "tiny.yaml", "--train", "all.jsonl", "--dev", "all.jsonl", "--out",
      "out",
    ]

    @Test("a training leaves a model, a checkpoint and a log, and won't be run over by another")
    func trains() async throws {
      try await withProgram { program in
        let result = try await program.run(Self.command)
        #expect(result.status == 0)
        #expect(result.output == "")
        #expect(result.errorLines.filter { $0.hasPrefix("epoch ") }.count == 3)
        #expect(
          try program.fileNames(in: "out") == [
            "config.json", "tokens.txt", "weights.safetensors", "last.checkpoint", "log.jsonl",
            "losses.tsv", "report.html", "training.yaml",
          ])
        let model = try Model(contentsOf: program.folder.appending(path: "out"))
        #expect(model.alphabet.tokenLines == ["<blank>", "a", "b"])
        #expect(model.sampleRate == 8000)
        _ = try await program.succeed("decode", "--model", "out", "a.wav")

        let weights = try program.contents(of: "out/weights.safetensors")
        let second = try await program.run(Self.command)
        #expect(second.status == 1)
        #expect(second.errorLines.count == 1)
        #expect(second.errors.contains("--resume"))
        #expect(try program.contents(of: "out/weights.safetensors") == weights)

        let resumed = try await program.run(Self.command + ["--resume"])
        #expect(resumed.status == 0)
        #expect(try program.contents(of: "out/weights.safetensors") == weights)
        let other = try await program.run(Self.command + ["--resume", "--set", "seed=2"])
        #expect(other.status == 1)
        #expect(other.errors.contains("trained with seed: 1, not 2"), "\(other.errors)")
      }
    }

    @Test("what was trained on two tones tells them apart")
    func learns() async throws {
      try await withProgram { program in
        let settings = [
          "epochs=30", "optimizer.learningRate=0.02", "network.dropout=0", "averageDecay=0",
          "augmentation.specAugment={frequencyMaskCount: 0, timeMaskCount: 0}",
        ]
        let training = try await program.run(
          Self.command + settings.flatMap { ["--set", $0] })
        #expect(training.status == 0)
        #expect(
          training.errorLines.last
            == "best epoch on the development set: WER 0.00% CER 0.00%; the model is in out")
        let result = try await program.succeed(
          "decode", "--model", "out", "a.wav", "b.wav", "ab.wav", "ba.wav")
        #expect(result.output == "a.wav\ta\nb.wav\tb\nab.wav\tab\nba.wav\tba\n")
      }
    }

    @Test("what is held out has no sound of the rest; a development set that has is told of")
    func copies() async throws {
      try await withProgram { program in
        let told = "4 of 4 recordings to develop on are learned from, too"
        let both = try await program.run(Self.command + ["--set", "epochs=1"])
        #expect(both.status == 0 && both.errors.contains(told), "\(both.errors)")
        let list = String(decoding: try program.contents(of: "all.jsonl"), as: UTF8.self)
        try program.write(list + list, to: "twice.jsonl")
        let result = try await program.run(
          ["train", "twice.jsonl", "--config", "tiny.yaml", "--set", "epochs=1"])
        #expect(result.status == 0 && !result.errors.contains("learned from, too"))
        #expect(result.errors.contains("6 utterances (0:02 min) to learn from, 2 to develop on"))
        #expect(result.errors.contains("note: 3 recordings with the sound and the text of an"))
      }
    }

    @Test("recordings with a fault are named, left out and counted")
    func leavesOut() async throws {
      try await withProgram { program in
        let manifest = """
          {"audio_filepath": "a.wav", "text": "a"}
          {"audio_filepath": "b.wav", "text": "bababababababababababab"}
          {"audio_filepath": "ab.wav", "text": "ab"}

          """
        try program.write(manifest, to: "all.jsonl")
        let result = try await program.run(Self.command)
        #expect(result.status == 0)
        #expect(result.errors.contains("left out: "))
        #expect(result.errors.contains("b.wav: the text needs 23 frames, the sound has 12"))
        #expect(result.errors.contains("all.jsonl: 1 of 3 recordings left out"))
        #expect(result.errors.contains("\n2 utterances "))
        // That a training stands there is known before any sound is read.
        let again = try await program.run(Self.command)
        #expect(again.status == 1 && again.errorLines.count == 1, "\(again.errors)")
        #expect(again.errors.contains("resume it, or give another directory (--resume, --out)"))
      }
    }

    @Test(
      "what is wrong in a list or a text is named and left out as recordings are, unless all is")
    func leavesOutTexts() async throws {
      try await withProgram { program in
        func train(_ data: String) async throws -> Program.Result {
          try await program.run(
            ["train", data, "--dev", "all.jsonl", "--set", "epochs=1", "--out", "from-" + data])
        }
        let good = ["a", "b", "ab", "ba"].map {
          #"{"audio_filepath": "\#($0).wav", "text": "\#($0)"}"#
        }
        try program.write(
          (good + ["{", #"{"text": "a"}"#]).joined(separator: "\n"), to: "bad.jsonl")
        let list = try await train("bad.jsonl")
        #expect(list.status == 0)
        #expect(list.errors.contains("left out: bad.jsonl:5: the line is not JSON\n"))
        #expect(list.errors.contains("bad.jsonl: recordings, texts or lines left out: 2; `ctc-asr"))
        #expect(list.errors.contains("\n4 utterances "))

        for name in ["a", "b"] {
          try program.write(program.contents(of: "a.wav"), to: "set/\(name).wav")
        }
        try program.write("a\n", to: "set/a.txt")
        try program.write(Data([0xe4]), to: "set/b.txt")
        let folder = try await train("set")
        #expect(folder.status == 0)
        #expect(folder.errors.contains("left out: cannot read set/b.txt: line 1 is not UTF-8"))
        try program.write(Data([0xe4]), to: "set/a.txt")
        try await program.fail(
          "train", "set", saying: ["Error: cannot read set/a.txt", "lists this and 1 more fault"])
      }
    }

    @Test("a training that cannot begin says why and begins nothing")
    func refuses() async throws {
      try await withProgram { program in
        func fail(_ options: [String], saying reason: String) async throws {
          let result = try await program.run(Self.command + options)
          #expect(result.status == 1)
          #expect(result.output == "")
          #expect(result.errors.contains(reason), "\(result.errors)")
          #expect(result.errorLines.count == 1)
        }
        try await fail(["--set", "network.cells=8"], saying: "no key network.cells")
        try await fail(["--set", "network.units=0"], saying: "from 1 to")
        try await fail(["--train", "none.jsonl"], saying: "No such file or directory")
        try await fail(
          ["--resume"], saying: "no checkpoint to resume; begin a new training (--resume)")
        try await fail(["--out", "a.wav"], saying: "a.wav: a file, not a folder")
        try await fail(["--out", "a.wav/out"], saying: "Not a directory")
        try program.write(#"{"audio_filepath": "a.wav", "text": ""}"#, to: "silent.jsonl")
        try await fail(["--train", "silent.jsonl"], saying: "no symbol to learn")
        #expect(!(try program.fileNames().contains("out")))
      }
    }

    @Test("killed three times at any moment and resumed, a training ends with the same weights")
    func killed() async throws {
      try await withProgram { program in
        let options = [
          "--set", "epochs=40", "--set", "network.layers=2", "--checkpoint-every", "0",
        ]
        let whole = try await program.run(Self.command + options + ["--out", "whole"])
        #expect(whole.status == 0)

        for (round, steps) in [5, 20, 41].enumerated() {
          let resume = round > 0 ? ["--resume"] : []
          let killed = try await program.run(Self.command + options + resume) { process in
            try await program.waitForSteps(steps)
            kill(process.processIdentifier, SIGKILL)
          }
          try #require(killed.wasKilled && killed.status == SIGKILL)
          let file = try SafeTensors(
            contentsOf: program.folder.appending(path: "out/last.checkpoint"))
          #expect(file.metadata["progress"] != nil)
        }
        try program.write("the beginning of a checkpoint", to: "out/.1a2b.partial")
        let resumed = try await program.run(Self.command + options + ["--resume"])
        #expect(resumed.status == 0)
        #expect(resumed.errors.contains("resuming after epoch "))
        for file in ["weights.safetensors", "config.json", "last.checkpoint", "losses.tsv"] {
          let found = try ["out", "whole"].map { try program.contents(of: "\($0)/\(file)") }
          // Losses are named by the same manifest in both.
          #expect(found[0] == found[1], "\(file)")
        }
        #expect(try program.epochsInLog() == Array(1...40))
        #expect(try program.fileNames(in: "out") == program.fileNames(in: "whole"))
      }
    }

    @Test(
      "Ctrl-C and SIGTERM end a training after the step and say how to go on",
      arguments: [SIGINT, SIGTERM])
    func interrupted(signal: Int32) async throws {
      try await withProgram { program in
        let result = try await program.run(
          Self.command + ["--set", "epochs=100000", "--checkpoint-every", "3600"]
        ) { process in
          try await program.waitForEpochs(1)
          kill(process.processIdentifier, signal)
        }
        #expect(result.status == 128 + signal && !result.wasKilled)
        #expect(result.errors.contains("stopping after this step"))
        let last = try #require(result.errorLines.last)
        let match = try #require(
          last.firstMatch(of: /^stopped after step (\d+), epoch (\d+) of 100000 .*--resume/))
        #expect(try program.epochsInLog().last == Int(match.2))
        #expect(try program.stepsInCheckpoint() == Int(match.1))
      }
    }

    @Test("a folder alone is enough: a part is held out, the model goes beside it")
    func folderAlone() async throws {
      try await withProgram { program in
        for text in ["a", "b", "ab", "ba"] {
          for copy in 0..<3 {
            try program.write(program.contents(of: "\(text).wav"), to: "sounds/\(text)\(copy).wav")
            try program.write("\(text)\n", to: "sounds/\(text)\(copy).txt")
          }
        }
        let result = try await program.run([
          "train", "sounds", "--set", "epochs=2", "--set", "network.units=8", "--set",
          "augmentation.join=0", "--set", "augmentation.noiseAlone=0",
        ])
        #expect(result.status == 0 && result.errors.hasSuffix("the model is in sounds-model\n"))
        #expect(result.errors.contains("9 utterances (0:03 min) to learn from, 3 to develop on"))
        let model = try Model(contentsOf: program.folder.appending(path: "sounds-model"))
        #expect(model.sampleRate == 8000)
        let page = String(
          decoding: try program.contents(of: "sounds-model/report.html"), as: UTF8.self)
        #expect(page.contains("<h1>sounds-model on sounds, held out</h1>"))
        let table = try String(
          decoding: program.contents(of: "sounds-model/losses.tsv"), as: UTF8.self)
        #expect(table.split(separator: "\n").count == 9)
      }
    }

    @Test("a symbol that only what is held out has is in the alphabet all the same")
    func heldOutSymbol() async throws {
      try await withProgram { program in
        let lines = ["a", "ab", "b"].map {
          #"{"audio_filepath": "\#($0).wav", "text": "\#($0)"}"# + "\n"
        }
        try program.write(lines.joined(), to: "few.jsonl")
        let result = try await program.run([
          "train", "few.jsonl", "--config", "tiny.yaml", "--set", "epochs=1",
        ])
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.errors.contains("2 utterances (0:00 min) to learn from, 1 to develop on"))
        try program.write(
          lines.dropLast().joined().replacing(#""ab""#, with: #""c""#), to: "two.jsonl")
        let other = try await program.run([
          "train", "two.jsonl", "--config", "tiny.yaml", "--set", "epochs=1",
        ])
        #expect(other.status == 0, "\(other.errors)")
        let model = try Model(contentsOf: program.folder.appending(path: "two-model"))
        #expect(model.alphabet.tokenLines == ["<blank>", "a", "c"])
      }
    }

    @Test("the model of a folder with a point in its name goes beside it under its whole name")
    func pointInName() async throws {
      try await withProgram { program in
        for name in ["x", "y"] {
          try program.write(program.contents(of: "a.wav"), to: "set.2/\(name).wav")
          try program.write("a\n", to: "set.2/\(name).txt")
        }
        _ = try await program.succeed(
          "train", "set.2", "--config", "tiny.yaml", "--set", "epochs=1")
        #expect(try program.fileNames(in: "set.2-model").contains("weights.safetensors"))
      }
    }

    @Test("the configuration can be seen, and is kept beside the model")
    func showConfiguration() async throws {
      try await withProgram { program in
        let shown = try await program.succeed(
          "train", "all.jsonl", "--set", "network.units=7", "--show-config")
        #expect(shown.lines.contains { $0.hasPrefix("  units: 7  # cells") })
        #expect(!(try program.fileNames().contains("all-model")))
        try program.write(shown.output, to: "shown.yaml")
        let again = try await program.succeed(
          "train", "all.jsonl", "--config", "shown.yaml", "--show-config")
        #expect(again.output == shown.output)
        let result = try await program.run(Self.command)
        #expect(result.status == 0)
        let kept = String(decoding: try program.contents(of: "out/training.yaml"), as: UTF8.self)
        #expect(kept.contains("  units: 8  # cells"))
      }
    }

    @Test("a training goes on with the settings that it was begun with, but not on other data")
    func resumesWithSettings() async throws {
      try await withProgram { program in
        let command = ["train", "all.jsonl", "--dev", "all.jsonl", "--out", "out"]
        let settings = ["epochs=2", "network.units=8", "augmentation.join=0"]
        let first = try await program.run(command + settings.flatMap { ["--set", $0] })
        #expect(first.status == 0, "\(first.errors)")
        let resumed = try await program.run(command + ["--resume"])
        #expect(resumed.status == 0, "\(resumed.errors)")
        #expect(resumed.errors.contains("resuming after epoch 2"))
        let other = try await program.run(command + ["--resume", "--set", "epochs=3"])
        #expect(
          other.errors.contains(
            "not of 3; give the same, or train on from its model into another directory (--init, --out)"
          ), "\(other.errors)")
        let lines = String(decoding: try program.contents(of: "all.jsonl"), as: UTF8.self)
        try program.write(
          lines.split(separator: "\n").dropLast().joined(separator: "\n"), to: "all.jsonl")
        let fewer = try await program.run(command + ["--resume"])
        #expect(fewer.status == 1)
        #expect(fewer.errors.contains("trained with other data"), "\(fewer.errors)")
      }
    }

    @Test("a list of other words in the model's folder does not spoil the training")
    func foreignList() async throws {
      try await withProgram { program in
        try FileManager.default.createDirectory(
          at: program.folder.appending(path: "out"), withIntermediateDirectories: false)
        try program.write("zebra", to: "out/lexicon.txt")
        let result = try await program.run(Self.command)
        #expect(result.status == 0)
        #expect(try program.fileNames(in: "out").contains("report.html"))
      }
    }

    @Test("a model does not go among the recordings")
    func amongRecordings() async throws {
      try await withProgram { program in
        try program.write("a", to: "sounds/a.txt")
        try FileManager.default.copyItem(
          at: program.folder.appending(path: "a.wav"),
          to: program.folder.appending(path: "sounds/a.wav"))
        try await program.fail(
          "train", "sounds", "--out", "./sounds/",
          saying: ["sounds: the recordings are there", "another folder"])
        try await program.fail(
          "train", "all.jsonl", "--dev", "sounds", "--out", "sounds", saying: ["another folder"])
        let names = try FileManager.default.contentsOfDirectory(
          atPath: program.folder.appending(path: "sounds").path)
        #expect(names.sorted() == ["a.txt", "a.wav"])
      }
    }

    @Test("several seeds go to a folder each, and their spread is told; rates can be tried")
    func seedsAndRates() async throws {
      try await withProgram { program in
        let result = try await program.run(Self.command + ["--seeds", "2"])
        #expect(result.status == 0)
        #expect(try program.fileNames(in: "out") == ["seed-1", "seed-2"])
        #expect(result.errorLines.last?.hasPrefix("2 seeds on the development set, mean") == true)
        let more = try await program.run(Self.command + ["--seeds", "3", "--resume"])
        #expect(more.status == 0 && more.errors.contains("resuming after epoch 3"))
        #expect(try program.fileNames(in: "out") == ["seed-1", "seed-2", "seed-3"])
        let nothing = try await program.run(
          Self.command + ["--seeds", "2", "--resume", "--out", "none"])
        #expect(nothing.status == 1 && nothing.errors.contains("no checkpoint to resume"))
        #expect(!(try program.fileNames().contains("none")))
        let last = try await program.run(
          Self.command + ["--seeds", "2", "--set", "seed=\(UInt64.max)", "--out", "last"])
        #expect(last.status == 0)
        #expect(try program.fileNames(in: "last") == ["seed-0", "seed-\(UInt64.max)"])
        let rates = try await program.run(Self.command + ["--find-learning-rate", "--out", "none"])
        #expect(rates.lines.first == "learning rate  epochs     loss  nulls")
        #expect(!(try program.fileNames().contains("none")))
      }
    }
  }
}
