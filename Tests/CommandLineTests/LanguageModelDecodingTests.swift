import Foundation
import Interchange
import NumericCore
import Testing

extension CommandLineTests {
  @Suite("decode with a language model")
  struct LanguageModelDecodingTests {
    /// One frame in which "a" is a little more probable than "b", of which the model thinks more.
    private func write(to program: Program) throws {
      let frame: [Float] = [0.05, 0.05, 0.5, 0.4].map { log($0) }
      try Matrix(rows: 1, columns: 4, elements: frame)
        .writeNPY(to: program.folder.appending(path: "e.npy"))
      try program.write("<blank>\n|\na\nb\n", to: "t.txt")
      try program.write(
        """
        \\data\\
        ngram 1=5

        \\1-grams:
        -99 <s>
        -0.5 </s>
        -3 <unk>
        -2 a
        -0.2 b

        \\end\\

        """, to: "lm.arpa")
    }

    private let input = ["decode", "--emissions", "e.npy", "--tokens", "t.txt"]

    @Test("the more probable word wins, and a weight of 0 is no model")
    func weight() async throws {
      try await withProgram { program in
        try write(to: program)
        for (options, text) in [
          ([], "a"), (["--lm", "lm.arpa"], "b"), (["--lm", "lm.arpa", "--lm-weight", "0"], "a"),
          (["--lm", "lm.arpa", "--lm-weight", "0.01"], "a"),
        ] {
          let result = try await program.run(input + options)
          #expect(result.status == 0 && result.output == text + "\n", "\(options): \(result)")
        }
      }
    }

    @Test("a model of words is told of where each letter is one")
    func unspaced() async throws {
      try await withProgram { program in
        try write(to: program)
        try program.write("<blank>\n开\n灯\n关\n", to: "t.txt")
        try program.write("开灯 关灯\n关灯\n", to: "text.txt")
        for (options, isTold) in [([], true), (["--symbols"], false)] {
          let made = try await program.run(
            ["lm", "--order", "2", "--discount-fallback", "text.txt", "-o", "zh.arpa"] + options)
          #expect(made.status == 0)
          #expect(made.errors.contains("it never says 开灯; --symbols") == isTold, "\(made.errors)")
          let decoded = try await program.run(input + ["--lm", "zh.arpa"])
          #expect(decoded.status == 0)
          #expect(
            decoded.errors.contains("count for nothing, as each of") == isTold, "\(decoded.errors)")
          try program.write("开灯\n关灯\n", to: "words.txt")
          let listed = try await program.run(
            input + ["--lm", "zh.arpa", "--lexicon", "words.txt", "--hotword", "关灯:8"])
          #expect(listed.status == 0 && listed.errors == "", "\(listed.errors)")
        }
        let boosted = try await program.run(input + ["--hotword", "关灯:9"])
        #expect(boosted.status == 0)
        #expect(boosted.errors.contains("--hotword 关灯: a boost above 8, 4 nats a symbol"))
      }
    }

    @Test("the model's own is not read where another one or none is asked for")
    func other() async throws {
      try await withProgram { program in
        try write(to: program)
        try program.write("no ARPA\n", to: "model/lm.arpa")
        let arguments = ["decode", "--model", "model", "ab.wav"]
        #expect(try await program.run(arguments).status == 1)
        for options in [["--lm", "lm.arpa"], ["--no-lm"]] {
          let result = try await program.run(arguments + options)
          #expect(result.status == 0 && result.lines.count == 1, "\(options): \(result)")
        }
      }
    }

    @Test("a model whose words cannot be written is told of, with the letter case if that is it")
    func unwritable() async throws {
      try await withProgram { program in
        try write(to: program)
        let plain = String(decoding: try program.contents(of: "lm.arpa"), as: UTF8.self)
        for (a, b, advice) in [("A", "B", "in lower case"), ("д", "ж", "another language")] {
          let other = plain.replacing(" a\n", with: " \(a)\n").replacing(" b\n", with: " \(b)\n")
          try program.write(other, to: "other.arpa")
          let result = try await program.run(input + ["--lm", "other.arpa"])
          #expect(result.status == 0)
          #expect(result.errorLines.count == 1, "\(result.errors)")
          #expect(result.errors.hasPrefix("other.arpa: hardly a word"), "\(result.errors)")
          #expect(result.errors.contains(advice), "\(result.errors)")
        }
        // A model over symbols, and symbols of several letters.
        try program.write("a b | a\n", to: "symbols.txt")
        try program.write("aa bb aabb\n", to: "pieces.txt")
        for (text, tokens) in [
          ("symbols.txt", "<blank>\n|\na\nb\n"), ("pieces.txt", "<blank>\n|\naa\nbb\n"),
        ] {
          try program.write(tokens, to: "t.txt")
          _ = try await program.succeed(
            "lm", "--order", "1", "--discount-fallback", text, "-o", "lm.arpa")
          let result = try await program.run(input + ["--lm", "lm.arpa"])
          #expect(result.status == 0 && result.errors == "", "\(result.errors)")
        }
      }
    }

    @Test("a model that cannot be read is named, with its line")
    func unreadable() async throws {
      try await withProgram { program in
        try write(to: program)
        try program.write("\\data\\\nngram 1=x\n", to: "bad.arpa")
        for (model, parts) in [("none.arpa", ["none.arpa"]), ("bad.arpa", ["bad.arpa:2"])] {
          let result = try await program.run(input + ["--lm", model])
          #expect(result.status == 1)
          #expect(result.errors.split(separator: "\n").count == 1)
          for part in parts { #expect(result.errors.contains(part)) }
        }
      }
    }
  }
}
