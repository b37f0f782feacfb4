import Foundation
import TestSupport
import Testing

extension CommandLineTests {
  @Suite("check")
  struct CheckTests {
    @Test("a clean data set has no fault, as a manifest and as a folder")
    func clean() async throws {
      try await withProgram { program in
        let result = try await program.succeed("check", "all.jsonl")
        #expect(result.output == "")
        #expect(
          result.errorLines.last
            == "all.jsonl: 0 faults; 4 recordings without one, 0:01 min; 3 symbols: <blank> a b")
        try program.write(program.contents(of: "a.wav"), to: "set/x.wav")
        try program.write("a\n", to: "set/x.txt")
        _ = try await program.succeed("check", "set")
        let piped = try await program.succeed(
          "check", "-", input: program.contents(of: "all.jsonl"))
        #expect(piped.errors.contains("\nstandard input: 0 faults; 4 recordings"))
      }
    }

    @Test("folders named after words are checked, learned from and measured on, as their lists are")
    func wordFolders() async throws {
      try await withProgram { program in
        for name in ["a/x_0.wav", "a/x_1.wav", "b/y_0.wav", "b/y_1.wav", "_noise_/n.wav"] {
          try program.write(program.contents(of: "ab.wav"), to: "words/\(name)")
        }
        try program.write("a/x_1.wav\nb/y_1.wav\n", to: "words/testing_list.txt")
        let told = "note: words: the names of its 2 folders are the texts: a, b\n"
        let check = try await program.run(["check", "words"])
        #expect(check.status == 0 && check.errors.hasPrefix(told), "\(check.errors)")
        #expect(check.errors.contains("\nwords: 0 faults; 2 recordings without one, "))
        let train = try await program.succeed(
          "train", "words", "--dev", "words/testing_list.txt", "--config", "tiny.yaml")
        #expect(train.errors.hasPrefix(told) && train.errors.contains("2 to develop on"))
        let list = try await program.succeed(
          "evaluate", "--model", "model", "words/testing_list.txt")
        #expect(list.lines.first?.hasPrefix("WER 50.00% [1 of 2 words") == true, "\(list.output)")
      }
    }

    @Test("empty texts and numbers in digits are told of, as they may not be meant so")
    func oddTexts() async throws {
      try await withProgram { program in
        func errors(_ texts: String...) async throws -> String {
          let lines = texts.map { #"{"audio_filepath": "a.wav", "text": "\#($0)"}"# }
          try program.write(lines.joined(separator: "\n"), to: "odd.jsonl")
          return try await program.succeed("check", "odd.jsonl").errors
        }
        let found = try await errors("a", "", "17", "")
        #expect(found.contains("2 texts without a symbol, learned as silence, the first at "))
        #expect(found.contains("odd.jsonl:2\n"))
        #expect(found.contains("1 text with a number in digits, the first at "))
        #expect(found.contains("odd.jsonl:3; "))
        #expect(!(try await errors("a", "7", "b")).contains("note: 1 text"))
      }
    }

    @Test("of many symbols those that one or two texts have are counted, and the first named")
    func rareSymbols() async throws {
      try await withProgram { program in
        let symbols = (0x4E00..<0x4E40).compactMap(Unicode.Scalar.init).map { String($0) }
        let texts = symbols[13...].flatMap { [$0, $0, $0] } + symbols[..<13]
        let lines = texts.map { #"{"audio_filepath": "a.wav", "text": "\#($0)"}"# }
        try program.write(lines.joined(separator: "\n"), to: "many.jsonl")
        let errors = try await program.succeed("check", "many.jsonl").errors
        let first = symbols[..<10].joined(separator: " ")
        #expect(errors.contains("note: 13 symbols in one or two texts only"), "\(errors)")
        #expect(
          errors.contains("too few to be learned: \(first) …; the first at many.jsonl:154\n"))
      }
    }

    @Test("of few symbols those that one or two of many texts have are named")
    func rareAmongMany() async throws {
      try await withProgram { program in
        func errors(_ count: Int) async throws -> String {
          let texts = Array(repeating: "ab", count: count) + ["z", "ab"]
          let lines = texts.map { #"{"audio_filepath": "ab.wav", "text": "\#($0)"}"# }
          try program.write(lines.joined(separator: "\n"), to: "many.jsonl")
          return try await program.run(["check", "many.jsonl"]).errors
        }
        let (many, few) = (try await errors(200), try await errors(150))
        #expect(
          many.contains(
            "note: 1 symbol in one or two texts only, too few to be learned: z; the first at "
              + "many.jsonl:201\n"), "\(many)")
        #expect(!few.contains("too few to be learned"))
      }
    }

    @Test("a letter of another script that looks the same is named, with its word")
    func lookAlikes() async throws {
      try await withProgram { program in
        let lines = ["a", "b\u{430}b", "b\u{430}"].enumerated().map {
          #"{"audio_filepath": "ab.wav", "offset": 0.0\#($0), "speaker": \#($0), "text": "\#($1)"}"#
            + "\n"
        }
        try program.write(lines.joined(), to: "mixed.jsonl")
        let told =
          "mixed.jsonl:2: “\u{430}” (U+0430) in “b\u{430}b” is Cyrillic, the letters beside it are "
          + "Latin; write the one that looks the same, in 1 more text, too"
        #expect(try await program.succeed("check", "mixed.jsonl").lines == [told])
        let train = try await program.succeed(
          "train", "mixed.jsonl", "--dev", "all.jsonl", "--config", "tiny.yaml",
          "--set", "epochs=1", "--set", "alphabet=ab\u{430}")
        #expect(train.errors.contains("note: \(told)\n"), "\(train.errors)")
      }
    }

    @Test("stated durations that are not those of the files are counted")
    func misstatedDurations() async throws {
      try await withProgram { program in
        let lines = [0.5, 1.5, 9].map {
          #"{"audio_filepath": "ab.wav", "duration": \#($0), "text": "ab"}"# + "\n"
        }
        try program.write(lines.joined(), to: "stated.jsonl")
        let errors = try await program.succeed("check", "stated.jsonl").errors
        #expect(
          errors.contains(
            "note: 2 recordings whose stated duration is not their file's, the first at "
              + "stated.jsonl:2 (1.5 s of 0.5 s); whole files"), "\(errors)")
      }
    }

    @Test("a pipe in a folder is a fault, not waited for; a training leaves it out")
    func pipe() async throws {
      try await withProgram { program in
        for name in ["a", "b"] {
          try program.write(program.contents(of: "\(name).wav"), to: "set/\(name).wav")
          try program.write("\(name)\n", to: "set/\(name).txt")
        }
        try program.write("x\n", to: "set/x.txt")
        try #require(mkfifo(program.folder.appending(path: "set/x.wav").path, 0o600) == 0)
        let fault = "set/x.wav is a pipe or a device, not a file; rename or remove it"
        let check = try await program.run(["check", "set"])
        #expect(check.status == 1 && check.lines == [fault], "\(check)")
        let train = try await program.succeed(
          "train", "set", "--dev", "all.jsonl", "--config", "tiny.yaml")
        #expect(train.errors.contains("left out: \(fault)\n"))
      }
    }

    @Test("a fault is one line, whatever the name of the file")
    func oddName() async throws {
      try await withProgram { program in
        try program.write(program.contents(of: "a.wav"), to: "set/new\nline.wav")
        try program.write("ä\n", to: "set/new\nline.txt")
        let result = try await program.run(["check", "--set", "alphabet=ab", "set"])
        #expect(result.status == 1)
        try #require(result.lines.count == 1)
        #expect(result.lines[0].contains("new\\nline.txt:1: character “ä”"))
        try await program.fail(
          "features", "set/new\nline.wav", "--out", "out", "--format", "ark",
          saying: [#"'new\nline' cannot be a key"#])
      }
    }

    @Test("every fault has a line of its own that says where it is")
    func faults() async throws {
      try await withProgram { program in
        let short = [Float](repeating: 0.1, count: 80)
        try program.write(waveFile(channels: [short], sampleRate: 8000), to: "short.wav")
        let manifest = """
          {"audio_filepath": "a.wav", "text": "a"}
          {"audio_filepath": "b.wav", "text":
          {"audio_filepath": "none.wav", "text": "b"}
          {"audio_filepath": "ab.wav", "text": "ä"}
          {"audio_filepath": "ab.wav", "text": "abababababababababababababababababababababababab"}
          {"audio_filepath": "ab.wav"}
          {"audio_filepath": "short.wav", "text": ""}

          """
        try program.write(manifest, to: "bad.jsonl")
        try program.write("alphabet: ab\nfeatures: {sampleRate: 8000}\n", to: "ab.yaml")
        let result = try await program.run(["check", "--config", "ab.yaml", "bad.jsonl"])
        #expect(result.status == 1)
        let expected = [
          "bad.jsonl:2: the line is not JSON", #"bad.jsonl:6: the line lacks "text""#,
          "none.wav: no such file", "bad.jsonl:4: character “ä” (U+00E4)",
          "bad.jsonl:5: ab.wav: the text needs 48 frames, the sound has 24; see whether",
          "bad.jsonl:7: short.wav: the text needs 1 frames, the sound has 0; leave it out",
        ]
        #expect(result.lines.count == expected.count)
        for (line, part) in zip(result.lines, expected) { #expect(line.contains(part)) }
        #expect(result.errorLines.count == 2)
        #expect(
          result.errorLines.last?.hasPrefix("bad.jsonl: 6 faults; 1 recording without one") == true)
        for command in ["info", "evaluate"] {
          try await program.fail(
            command, "bad.jsonl",
            saying: [
              "Error: bad.jsonl:2: the line is not JSON; `ctc-asr check` lists this and 1 more fault"
            ])
        }
      }
    }

    @Test("a file whose sample rate almost no other has is named, which is no fault")
    func oddSampleRate() async throws {
      try await withProgram { program in
        let sound = (0..<4000).map { Float($0 % 2) / 10 }
        try program.write(waveFile(channels: [sound], sampleRate: 11025), to: "odd.wav")
        func manifest(_ others: Int) -> String {
          (Array(repeating: "a", count: others) + ["odd"]).map {
            #"{"audio_filepath": "\#($0).wav", "text": "\#($0)"}"# + "\n"
          }.joined()
        }
        try program.write(manifest(20), to: "odd.jsonl")
        let result = try await program.succeed("check", "odd.jsonl")
        #expect(result.lines.count == 1)
        #expect(result.output.contains("odd.jsonl:21: "))
        #expect(result.output.contains("odd.wav has 11025 Hz, almost all others have 8000 Hz"))
        // Among few, two rates are no news.
        try program.write(manifest(4), to: "few.jsonl")
        #expect(try await program.succeed("check", "few.jsonl").output == "")
      }
    }

    @Test("that no text has a space, and what follows, is told; so it is with a list of words")
    func missingSpace() async throws {
      try await withProgram { program in
        let told = "several words in a row are recognized as one"
        let words = try await program.succeed("check", "all.jsonl")
        #expect(words.errors.contains(told))
        let training = try await program.run(TrainTests.command + ["--set", "epochs=1"])
        #expect(training.status == 0 && training.errors.contains(told), "\(training.errors)")
        try program.write("a\nb\n", to: "words.txt")
        for (model, isTold) in [("out", true), ("model", false)] {
          let result = try await program.succeed(
            "decode", "--model", model, "--lexicon", "words.txt", "a.wav")
          #expect(result.errors.contains("one word of the list") == isTold, "\(result.errors)")
        }
        for settings in [["--set", "alphabet=ab|"], []] {
          if settings.isEmpty {
            try program.write(#"{"audio_filepath": "ab.wav", "text": "a b"}"#, to: "all.jsonl")
          }
          let result = try await program.run(["check", "all.jsonl"] + settings)
          #expect(result.status == 0 && !result.errors.contains(told), "\(result.errors)")
        }
      }
    }

    @Test("a character that nobody sees is named by its code point, and where it stands")
    func invisible() async throws {
      try await withProgram { program in
        // No two of the same sound, whose texts would contradict each other.
        let texts = ["a", "b\u{200b}a", "\u{200b}b", "a\u{200d}b", "a\u{a0}b"]
        let lines = texts.enumerated().map {
          #"{"audio_filepath": "ab.wav", "offset": 0.0\#($0), "speaker": \#($0), "text": "\#($1)"}"#
            + "\n"
        }
        try program.write(lines.joined(), to: "hidden.jsonl")
        let result = try await program.succeed("check", "hidden.jsonl")
        #expect(result.lines.count == 2, "\(result.output)")
        let told = "the text has an invisible character, "
        #expect(result.output.contains("hidden.jsonl:2: \(told)U+200B"))
        #expect(result.output.contains("hidden.jsonl:4: \(told)U+200D"))
        #expect(result.errors.hasSuffix("6 symbols: <blank> | a b U+200B U+200D\n"))
      }
    }

    @Test("a sound that is there twice is counted, with another text it is named with both")
    func copies() async throws {
      try await withProgram { program in
        try program.write(program.contents(of: "a.wav"), to: "copy.wav")
        func check(_ recordings: (String, String)..., dev: Bool = false) async throws
          -> Program.Result
        {
          let lines = recordings.map { #"{"audio_filepath": "\#($0).wav", "text": "\#($1)"}"# }
          try program.write(lines.joined(separator: "\n"), to: "set.jsonl")
          return try await program.run(
            ["check", "set.jsonl"] + (dev ? ["--dev", "all.jsonl"] : []))
        }
        let same = try await check(("a", "a"), ("b", "b"), ("copy", "a"), ("a", "a"))
        #expect(same.status == 0 && same.output == "")
        #expect(
          same.errors.contains(
            "note: 2 recordings with the sound and the text of an earlier one, the first at "
              + "set.jsonl:3, which repeats set.jsonl:1; remove"), "\(same.errors)")
        let other = try await check(("a", "a"), ("copy", "b"))
        #expect(other.status == 0 && !other.errors.contains("earlier one"))
        #expect(
          other.lines == [
            "set.jsonl:2: the text is “b”, but “a” in set.jsonl:1, whose sound is the same; correct "
              + "one, or remove both"
          ])
        let shared = try await check(("ab", "ab"), ("copy", "a"), dev: true)
        #expect(shared.status == 0)
        #expect(
          shared.errors.contains(
            "note: 2 of 4 recordings to develop on are learned from, too, the first at all.jsonl:1, "
              + "the sound of set.jsonl:2; error rates on them"), "\(shared.errors)")
        #expect(
          shared.errors.contains("\nall.jsonl: 0 faults; 4 recordings without one, 0:01 min\n"))
        // The development set's symbols must be among those of the other.
        let faults = try await check(("a", "a"), dev: true)
        #expect(faults.status == 1 && faults.lines.count == 3, "\(faults.output)")
        #expect(faults.errorLines.last?.hasPrefix("set.jsonl: 0 faults; 1 recording ") == true)
      }
    }

    @Test("a training fits the same amount of speech, what it holds out included")
    func sameDefaults() async throws {
      try await withProgram { program in
        // 200 × 9.5 s are more than half an hour, nine tenths of them less.
        let tone = (0..<76_000).map { 0.5 * sin(2 * .pi * 500 * Float($0) / 8000) }
        try program.write(waveFile(channels: [tone], sampleRate: 8000), to: "long.wav")
        // 40 symbols a second fit 20 ms a frame, which less than half an hour has, but not 30 ms.
        let long = String(repeating: "ab", count: 200)
        let lines = (0..<200).map {
          #"{"audio_filepath": "long.wav", "text": "\#($0 % 10 == 9 ? long : "a")"}"#
        }
        try program.write(lines.joined(separator: "\n"), to: "hours.jsonl")
        try program.write(lines[9], to: "long.jsonl")
        let check = try await program.run(["check", "hours.jsonl"])
        #expect(check.lines.count { $0.contains("the text needs") } == 20, "\(check.output)")
        let train = try await program.run(["train", "hours.jsonl", "--dev", "long.jsonl"])
        #expect(train.errors.contains("hours.jsonl: 20 of 200 recordings left out"))
        #expect(train.errorLines.last == "Error: long.jsonl: no recording can be used")
      }
    }

    @Test("with a model, texts that it does not hear come first; a training's own record counts")
    func suspects() async throws {
      try await withProgram { program in
        let arguments = ["check", "--model", "model", "all.jsonl", "--worst"]
        let result = try await program.run(arguments + ["4"])
        #expect(result.status == 0)
        #expect(result.lines.count == 4)
        let first = try #require(result.lines.first)
        let match = try #require(
          first.firstMatch(
            of: /^(.+):2: excess loss (\d+\.\d\d) a symbol; the text is “b”, heard is “a”$/))
        #expect(try #require(Double(match.2)) > 1)
        #expect(match.1 == "all.jsonl")
        let sound = program.folder.appending(path: "ab.wav").standardizedFileURL.path
        #expect(
          result.lines.last
            == "all.jsonl:1: excess loss 0.00 a symbol; the text is “a”, heard is “a”")
        #expect(try await program.run(arguments + ["0"]).output == "")

        try program.write("900.0000\t\(sound)\tab\n", to: "model/losses.tsv")
        let trained = try await program.run(arguments + ["1"])
        #expect(
          trained.lines
            == ["all.jsonl:3: excess loss 900.00 a symbol; the text is “ab”, heard is “a”"])
        // What was trained on was another text.
        try program.write("900.0000\t\(sound)\taba\n", to: "model/losses.tsv")
        let corrected = try await program.run(arguments + ["4"])
        #expect(!corrected.output.contains("900"), "\(corrected.output)")

        // A training would adapt itself to a model that hears so well.
        try program.write(#"{"audio_filepath": "a.wav", "text": "a"}"#, to: "known.jsonl")
        let adapted = try await program.run(["check", "--init", "model", "known.jsonl"])
        #expect(adapted.errors.contains("the model to start from hears 100%"))
        let listened = try await program.run(["check", "--model", "model", "known.jsonl"])
        #expect(!listened.errors.contains("to start from"))
      }
    }

    @Test("a model may be one that ships; one to start from counts as in a training")
    func models() async throws {
      try await withProgram { program in
        let result = try await program.succeed(
          "check", "--model", "commands", "--worst", "1", "all.jsonl")
        #expect(result.lines.count == 1)
        try await program.fail(
          "check", "--set", "initialModel=none", "all.jsonl", saying: ["none: no model here"])
      }
    }

    @Test("a model to start from decides alphabet and way of writing as in a training")
    func initialModel() async throws {
      try await withProgram { program in
        func check(_ text: String, _ options: String...) async throws -> Program.Result {
          try program.write(#"{"audio_filepath": "a.wav", "text": "\#(text)"}"#, to: "more.jsonl")
          return try await program.run(["check", "more.jsonl"] + options)
        }
        func symbols(_ result: Program.Result) -> String? {
          result.errorLines.last?.components(separatedBy: "symbols: ").last
        }
        #expect(symbols(try await check("A!")) == "<blank> ! A")
        let kept = try await check("A!", "--init", "model")
        #expect(symbols(kept) == "<blank> | a b c", "\(kept.errors)")
        #expect(symbols(try await check("ad", "--set", "initialModel=model")) == "<blank> a d")
        let lost = try await check("ad", "--init", "model")
        #expect(lost.status == 0 && symbols(lost) == "<blank> a d")
        try await program.fail(
          "check", "--init", "none", "all.jsonl", saying: ["none: no model here"])
      }
    }

    @Test("a data set without a letter is refused as train refuses it")
    func emptyTexts() async throws {
      try await withProgram { program in
        try program.write(#"{"audio_filepath": "a.wav", "text": " "}"#, to: "empty.jsonl")
        let result = try await program.run(["check", "empty.jsonl"])
        #expect(result.status == 1)
        #expect(
          result.errorLines == [
            "empty.jsonl: 0 faults; 1 recording without one, 0:00 min; 1 symbol: <blank>",
            "Error: empty.jsonl: the texts have no symbol to learn",
          ])
      }
    }

    @Test("a number of recordings to list is refused where nothing listens to them")
    func worstAlone() async throws {
      try await withProgram { program in
        let result = try await program.run(["check", "--worst", "3", "all.jsonl"])
        #expect(result.status == 64)
        #expect(result.errors.hasPrefix("Error: --worst goes with --model\n"))
      }
    }

    @Test("a data set that is none at all is an error")
    func nothing() async throws {
      try await withProgram { program in
        try await program.fail("check", "none.jsonl", saying: ["none.jsonl", "No such file"])
        try await program.fail("check", "n\u{fffd}.jsonl", saying: ["No such file", "not UTF-8"])
        try program.write("\n", to: "empty.jsonl")
        try await program.fail("check", "empty.jsonl", saying: ["empty.jsonl", "no recording"])
        try FileManager.default.createDirectory(
          at: program.folder.appending(path: "folder"), withIntermediateDirectories: true)
        try await program.fail("check", "folder", saying: ["folder", "no recording"])
      }
    }

    @Test("a configuration that is wrong is named with the key or the line")
    func configuration() async throws {
      try await withProgram { program in
        func fail(_ yaml: String, saying parts: String...) async throws {
          try program.write(yaml, to: "bad.yaml")
          try await program.fail(
            "check", "--config", "bad.yaml", "all.jsonl", saying: parts + ["bad.yaml"])
        }
        try await fail("epoch: 3", saying: "no key epoch", "epochs")
        try await fail("network: {units: many}", saying: "network.units", "a whole number")
        try await fail("network: {stackedFrames: 0}", saying: "network.stackedFrames", "from 1")
        try await fail("network: {cell: perceptron}", saying: "network.cell", "perceptron")
        try await fail("network: 3", saying: "network", "a section with keys")
        try await fail("augmentation: {speeds: [3]}", saying: "augmentation.speeds", "0.5 to 2")
        try await fail("epochs: 3\nepochs: 4", saying: "epochs must not stand twice")
        try await fail("network: {units: 8\nepochs: 3", saying: "not YAML", "line 2")
        try await program.fail(
          "check", "--config", "none.yaml", "all.jsonl", saying: ["none.yaml", "No such file"])
        try await program.fail(
          "check", "--set", "network.units=0", "all.jsonl", saying: ["the setting network.units=0"])
        try await program.fail("check", "--set", "units", "all.jsonl", saying: ["key=value"])
      }
    }
  }
}
