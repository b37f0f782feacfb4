import Foundation
import Interchange
import NumericCore
import SequenceLabeler
import TestSupport
import Testing

extension CommandLineTests {
  @Suite("decode and align over log-probabilities of another program")
  struct EmissionsInputTests {
    /// Writes frames that say `symbols`, one each, and the tokens that they are made of.
    private func write(_ symbols: [String], to program: Program) throws {
      let tokens = ["a", "b", "<blank>", "|"]
      var logits = Matrix(rows: symbols.count, columns: tokens.count)
      for (t, symbol) in symbols.enumerated() {
        logits[t, tokens.firstIndex(of: symbol) ?? 2] = 8
      }
      try program.write(logits.logSoftmax().npyData, to: "e.npy")
      try program.write(tokens.joined(separator: "\r\n") + "\r\n", to: "tokens.txt")
    }

    /// An array of ten frames of four symbols with all elements in one dimension.
    private func flat(_ array: Data) throws -> Data {
      var array = array
      let shape = try #require(array.range(of: Data("(10, 4)".utf8)))
      array.replaceSubrange(shape, with: Data("(40,)  ".utf8))
      return array
    }

    private let ab = ["a", "a", "", "b", "|", "", "a", "", "a", ""]
    private let input = ["--emissions", "e.npy", "--tokens", "tokens.txt"]

    @Test("the text is that of the frames, with any decoder")
    func text() async throws {
      try await withProgram { program in
        try write(ab, to: program)
        for options in [[], ["--beam", "8"], ["--greedy"], ["--hotword", "ab:0"]] {
          let result = try await program.run(["decode"] + input + options)
          #expect(result.output == "ab aa\n")
          #expect(result.errors == "")
        }
      }
    }

    @Test("the frames or the symbols may come by standard input")
    func standardInput() async throws {
      try await withProgram { program in
        try write(ab, to: program)
        let result = try await program.succeed(
          "decode", "--emissions", "-", "--tokens", "tokens.txt",
          input: program.contents(of: "e.npy"))
        #expect(result.output == "ab aa\n")
        let symbols = try await program.succeed(
          "decode", "--emissions", "e.npy", "--tokens", "-",
          input: program.contents(of: "tokens.txt"))
        #expect(symbols.output == "ab aa\n")
      }
    }

    @Test(
      "options of models and of sound do not go with it",
      arguments: [
        ["--model", "model"], ["--precision", "bf16"], ["--dereverberate"], ["--channel", "1"],
        ["--raw", "s16le", "--raw-rate", "8000"],
      ])
    func otherOptions(options: [String]) async throws {
      try await withProgram { program in
        let result = try await program.run(
          ["decode", "--emissions", "e.npy", "--tokens", "tokens.txt"] + options)
        #expect(result.status == 64)
        #expect(result.errors.hasPrefix("Error: --emissions does not go with"), "\(result.errors)")
      }
    }

    @Test(
      "standard input cannot be two inputs",
      arguments: [
        ["decode", "-", "-"], ["decode", "--emissions", "-", "--tokens", "-"],
        ["align", "-", "--text-file", "-"],
        ["align", "--emissions", "e", "--tokens", "-", "--frame-shift", "1", "--text-file", "-"],
      ])
    func twice(arguments: [String]) async throws {
      try await withProgram { program in
        let result = try await program.run(arguments)
        #expect(result.status == 64)
        #expect(result.errors.hasPrefix("Error: - is named twice"), "\(result.errors)")
      }
    }

    @Test("a hot word is heard where the frames leave it open, and n-best lists the others")
    func hotWords() async throws {
      try await withProgram { program in
        try write(ab, to: program)
        let plain = try await program.run(["decode", "--nbest", "3"] + input)
        #expect(plain.lines.count == 3)
        let hot = try await program.run(
          ["decode", "--nbest", "3", "--hotword", "bb aa:40"] + input)
        #expect(try #require(hot.lines.first).hasSuffix("\tbb aa"))
        let scores = hot.lines.compactMap { Double($0.prefix { $0 != "\t" }) }
        #expect(scores.count == 3 && scores == scores.sorted(by: >))
        try program.write("bb aa:40\n\n", to: "hot.txt")
        let listed = try await program.run(
          ["decode", "--nbest", "3", "--hotword-file", "hot.txt"] + input)
        #expect(listed.output == hot.output)
        try program.write("ab\nbb:most\n", to: "hot.txt")
        let wrong = try await program.run(["decode", "--hotword-file", "hot.txt"] + input)
        #expect(wrong.status == 1 && wrong.errors.contains("hot.txt:2: “bb:most” is no word"))
        let unwritable = try await program.run(["decode", "--hotword", "bx"] + input)
        #expect(unwritable.status == 1)
        #expect(unwritable.errors.hasPrefix("Error: --hotword bx: character “x”"))
      }
    }

    @Test("a hot word of several words with | is as one with spaces, also beside a list of words")
    func hotWordWithBoundary() async throws {
      try await withProgram { program in
        try write(ab, to: program)
        try program.write("aa\n", to: "words.txt")
        let result = try await program.run(
          ["decode", "--lexicon", "words.txt", "--hotword", "ab|bb:1"] + input)
        #expect(result.output == "ab aa\n", "\(result.errors)")
      }
    }

    @Test("a text that the frames cannot say is written as JSON, too")
    func impossible() async throws {
      try await withProgram { program in
        try write(ab, to: program)
        var frames = try Matrix(npy: program.contents(of: "e.npy"))
        for symbol in [0, 2, 3] { frames[3, symbol] = -.infinity }
        try program.write(frames.npyData, to: "e.npy")
        try program.write("a\n", to: "words.txt")
        let result = try await program.run(
          ["decode", "--lexicon", "words.txt", "--format", "json", "--frame-shift", "1"] + input)
        #expect(result.output.contains(#""logProbability":"-Infinity""#), "\(result.errors)")
      }
    }

    @Test("JSON of several has all as alternatives, the best besides, with both scores")
    func alternatives() async throws {
      try await withProgram { program in
        try write(ab, to: program)
        let result = try await program.run(
          ["decode", "--nbest", "2", "--format", "json", "--frame-shift", "0.1"] + input
            + ["--hotword", "ab:2"])
        let json = Data(result.output.utf8)
        let best = try JSONDecoder().decode(Transcript.self, from: json)
        #expect(best.text == "ab aa")
        #expect(abs(best.languageScore - 2) < 1e-5)
        struct Alternatives: Decodable { let alternatives: [Transcript] }
        let all = try JSONDecoder().decode(Alternatives.self, from: json).alternatives
        #expect(all.count == 2)
        #expect(all.first == best)
      }
    }

    @Test(
      "formats with times tell the words' times",
      arguments: [
        ("ctm", "e 1 0.00 0.40 ab 0.997\ne 1 0.60 0.30 aa 0.996\n"),
        ("srt", "1\n00:00:00,000 --> 00:00:00,900\nab aa\n\n"),
        ("vtt", "WEBVTT\n\n00:00:00.000 --> 00:00:00.900\nab aa\n\n"),
      ])
    func formats(format: String, expected: String) async throws {
      try await withProgram { program in
        try write(ab, to: program)
        let result = try await program.run(
          ["decode", "--format", format, "--frame-shift", "0.1"] + input)
        #expect(result.output == expected)
        #expect(result.errors == "")
      }
    }

    @Test("align tells where words and symbols are; JSON has the loss")
    func align() async throws {
      try await withProgram { program in
        try write(ab, to: program)
        let options = ["align", "--text", "ab  aa", "--frame-shift", "0.1"] + input
        let result = try await program.run(options)
        #expect(
          result.lines.map { $0.split(separator: "\t") }.map { [$0[0], $0[1], $0[3], $0[4]] } == [
            ["0.000", "0.400", "word", "ab"], ["0.600", "0.900", "word", "aa"],
            ["0.000", "0.200", "symbol", "a"], ["0.300", "0.400", "symbol", "b"],
            ["0.400", "0.500", "symbol", "|"], ["0.600", "0.700", "symbol", "a"],
            ["0.800", "0.900", "symbol", "a"],
          ])
        let json = try await program.run(options + ["--format", "json"])
        let object = try #require(
          JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        let loss = try #require(object["loss"] as? Double)
        #expect(loss > 0 && loss < 0.02)
        #expect(try await program.run(options + ["--format", "textgrid"]).status == 0)
      }
    }

    @Test("of several files each gives a line, and one that is none does not keep the others")
    func several() async throws {
      try await withProgram { program in
        try write(ab, to: program)
        try program.write(program.contents(of: "e.npy"), to: "f.npy")
        try program.write("no array", to: "x.npy")
        let result = try await program.run([
          "decode", "--emissions", "e.npy", "x.npy", "f.npy", "--tokens", "tokens.txt",
        ])
        #expect(result.output == "e.npy\tab aa\nf.npy\tab aa\n" && result.status == 1)
        #expect(result.errorLines.count == 1 && result.errors.contains("x.npy"))
        let folder = try await program.run([
          "decode", "--emissions", "e.npy", "f.npy", "--tokens", "tokens.txt", "--out", "texts",
        ])
        #expect(folder.output == "" && folder.status == 0)
        #expect(try program.contents(of: "texts/f.txt") == Data("ab aa\n".utf8))
      }
    }

    @Test("a list of pronunciations gives the words that are said so")
    func pronunciations() async throws {
      try await withProgram { program in
        try write(ab, to: program)
        try program.write("hub A\nhub  a b\nha  a a\n", to: "words.txt")
        let options = ["decode"] + input + ["--lexicon", "words.txt"]
        let wrong = try await program.run(options)
        #expect(wrong.status == 1 && wrong.errors.contains("line 1"), "\(wrong.errors)")
        try program.write("hub\ta b |\nhub(2)\tb\nha\ta a |\n", to: "words.txt")
        #expect(try await program.run(options).output == "hub ha\n")
        let ctm = try await program.run(options + ["--format", "ctm", "--frame-shift", "0.1"])
        #expect(ctm.lines.map { $0.split(separator: " ")[4] } == ["hub", "ha"])
        let times = ["--frame-shift", "0.1", "--lexicon", "words.txt"]
        let aligned = try await program.run(["align", "--text", "Hub ha"] + input + times)
        let words = aligned.lines.prefix(2).map { $0.split(separator: "\t") }
        #expect(words.map { $0[4] } == ["Hub", "ha"] && words.map { $0[0] } == ["0.000", "0.600"])
        let unknown = try await program.run(["align", "--text", "hub hubba"] + input + times)
        #expect(unknown.status == 1 && unknown.errors.contains("“hubba”"))
        let hot = try await program.run(options + ["--hotword", "hub"])
        #expect(hot.status == 1 && hot.errorLines.count == 1)
      }
    }

    @Test("symbols may be pieces of words, numbered as other toolkits number them")
    func pieces() async throws {
      try await withProgram { program in
        // ▁a b φ ▁ a b φ, of which "ab" takes fewer pieces.
        var logits = Matrix(rows: 7, columns: 6)
        for (t, label) in [2, 4, 0, 1, 3, 4, 0].enumerated() { logits[t, label] = 8 }
        try program.write(logits.logSoftmax().npyData, to: "e.npy")
        try program.write("<blk> 0\n▁ 1\n▁a 2\na 3\nb 4\n▁ab 5\n#0 6\n", to: "tokens.txt")
        let labels = ["<blk>": 0, "▁": 1, "▁a": 2, "a": 3, "b": 4, "▁ab": 5]
        try program.write(JSONEncoder().encode(labels), to: "vocab.json")
        try program.write("ab\nb\n", to: "words.txt")
        for options in [
          [], ["--beam", "8"], ["--lexicon", "words.txt"], ["--hotword", "ab:3"],
          ["--tokens", "vocab.json", "--null", "<blk>"],
        ] {
          let result = try await program.run(["decode"] + input + options)
          #expect(result.output == "ab ab\n" && result.errors == "", "\(options)")
        }
        let times = ["--frame-shift", "0.1"]
        let aligned = try await program.run(["align", "--text", "ab ab"] + input + times)
        #expect(
          aligned.lines.map { $0.split(separator: "\t") }.map { [$0[0], $0[1], $0[3], $0[4]] } == [
            ["0.000", "0.200", "word", "ab"], ["0.300", "0.600", "word", "ab"],
            ["0.000", "0.100", "symbol", "▁a"], ["0.100", "0.200", "symbol", "b"],
            ["0.300", "0.400", "symbol", "▁"], ["0.400", "0.500", "symbol", "a"],
            ["0.500", "0.600", "symbol", "b"],
          ])
        try program.write("ab\nab\n", to: "lines.txt")
        let lines = try await program.run(["align", "--text-file", "lines.txt"] + input + times)
        #expect(
          lines.lines.map { $0.split(separator: "\t").prefix(2) } == [
            ["0.000", "0.200"], ["0.300", "0.600"],
          ])
        try await program.fail(
          "decode", "--emissions", "e.npy", "--tokens", "tokens.txt", "--null", "_",
          saying: ["tokens.txt", "no symbol", "is _"])
        try program.write("<blk> 0\na 2\n", to: "tokens.txt")
        try await program.fail(
          "decode", "--emissions", "e.npy", "--tokens", "tokens.txt",
          saying: ["tokens.txt", "numbered", "none is 1"])
        try program.write("{\"a\": \"b\"}", to: "vocab.json")
        try await program.fail(
          "decode", "--emissions", "e.npy", "--tokens", "vocab.json", saying: ["vocab.json"])
      }
    }

    @Test("align takes sound and a model, too")
    func alignSound() async throws {
      try await withProgram { program in
        let result = try await program.succeed(
          "align", "--model", "model", "--text", "ab", "ab.wav")
        #expect(result.lines.map { $0.split(separator: "\t").last } == ["ab", "a", "b"])
        try await program.fail(
          "align", "--model", "model", "--text", "ax", "ab.wav", saying: ["ab.wav", "U+0078"])
        try await program.fail(
          "align", "--model", "model", "--text", String(repeating: "ab", count: 200), "ab.wav",
          saying: ["ab.wav", "400 frames"])
      }
    }

    @Test("what is no log-probability of these tokens is refused in one line")
    func faults() async throws {
      try await withProgram { program in
        try write(ab, to: program)
        func fail(saying parts: String...) async throws {
          try await program.fail(
            "decode", "--emissions", "e.npy", "--tokens", "tokens.txt", saying: parts)
        }
        let good = try program.contents(of: "e.npy")
        var frames = try Matrix(npy: good)
        frames[3, 1] = .nan
        try program.write(frames.npyData, to: "e.npy")
        try await fail(saying: "e.npy", "nan in frame 3", "“b”", "log_softmax")
        frames[3, 1] = 0.5
        try program.write(frames.npyData, to: "e.npy")
        try await fail(saying: "e.npy", "0.5 in frame 3", "log-probability")
        for symbol in 0..<4 { frames[2, symbol] = -.infinity }
        frames[3, 1] = -.infinity
        try program.write(frames.npyData, to: "e.npy")
        try await fail(saying: "e.npy", "frame 2", "probability 0")
        try program.write(Matrix(rows: 2, columns: 3).npyData, to: "e.npy")
        try await fail(saying: "e.npy", "3 columns for 4 tokens")
        try program.write(flat(good), to: "e.npy")
        try await fail(saying: "e.npy", "shape [40]", "[frames, tokens]")
        try program.write("no array", to: "e.npy")
        try await fail(saying: "e.npy", "no NPY file")
        try program.write(good, to: "e.npy")
        try program.write("a\nb\nc\nd\n", to: "tokens.txt")
        try await fail(saying: "tokens.txt", "<blank>")
        try program.write("a\na\n<blank>\n|\n", to: "tokens.txt")
        try await fail(saying: "tokens.txt", "stands twice")
      }
    }
  }
}
