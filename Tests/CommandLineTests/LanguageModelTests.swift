import Foundation
import TestSupport
import Testing

extension CommandLineTests {
  @Suite("lm")
  struct LanguageModelTests {
    private let fixtures = packageRoot.appending(path: "Fixtures/LanguageModel").path

    @Test("a model of a text has the perplexity of lmplz's, also packed into a cache")
    func estimate() async throws {
      try await withProgram { program in
        let text = "\(fixtures)/text.txt"
        let made = try await program.succeed("lm", "--order", "3", text, "-o", "lm.arpa")
        #expect(made.output == "")
        #expect(
          made.errors.wholeMatch(of: /lm.arpa: \d+ 1-grams, \d+ 2-grams, \d+ 3-grams\n/) != nil)
        _ = try await program.succeed("lm", "--cache", "lm.arpa", "-o", "lm.cache")
        let measured = try await program.succeed("lm", "--perplexity", "lm.arpa", text)
        #expect(measured.lines.count == 4)
        #expect(measured.lines.last == "unknown words: 0")
        for model in ["\(fixtures)/3-gram.arpa", "lm.cache"] {
          let other = try await program.succeed("lm", "--perplexity", model, text)
          #expect(other.output == measured.output)
        }
      }
    }

    @Test("a text or a model is not overwritten by what is made of it")
    func overwriting() async throws {
      try await withProgram { program in
        try program.write("a b\n", to: "text.txt")
        let saying = ["text.txt is read, and would be overwritten"]
        try await program.fail("lm", "--order", "2", "./text.txt", "-o", "text.txt", saying: saying)
        try await program.fail("lm", "--cache", "./text.txt", "-o", "text.txt", saying: saying)
        #expect(try program.contents(of: "text.txt") == Data("a b\n".utf8))
      }
    }

    @Test("standard input and output, symbols, and discounts for small texts")
    func symbols() async throws {
      try await withProgram { program in
        let result = try await program.succeed(
          "lm", "--order", "2", "--symbols", "--discount-fallback", "-", "-o", "-",
          input: Data("ab a\r\nb\n".utf8))
        #expect(result.output.hasPrefix("\\data\\\nngram 1=6\nngram 2=7\n\n\\1-grams:\n"))
        #expect(result.errors == "standard output: 6 1-grams, 7 2-grams\n")
        for ngram in ["<s> a", "a b", "b |", "| a", "a </s>", "<s> b", "b </s>"] {
          #expect(result.output.contains("\t\(ngram)\n"))
        }
        try program.write(result.output, to: "lm.arpa")
        let measured = try await program.succeed(
          "lm", "--perplexity", "lm.arpa", "--symbols", "-", input: Data("ab ac\n".utf8))
        #expect(measured.lines.suffix(2) == ["words and ends of sentences: 6", "unknown words: 1"])
      }
    }

    @Test("what cannot be read or estimated is one line that says where and why")
    func faults() async throws {
      try await withProgram { program in
        try program.write("a b\n<s> c\n", to: "reserved.txt")
        try program.write("a a a\n", to: "small.txt")
        try program.write("\n \n", to: "empty.txt")
        try program.write("\\data\\\nngram 1=x\n", to: "bad.arpa")
        try program.write(Data([0x61, 0xff, 0x0a]), to: "latin.txt")
        func fail(_ text: String, saying parts: String...) async throws {
          try await program.fail("lm", "--order", "2", text, "-o", "lm.arpa", saying: parts)
        }
        try await fail("none.txt", saying: "none.txt", "No such file")
        try await fail("reserved.txt", saying: "reserved.txt:2", "<s>")
        try await program.fail(
          "lm", "--order", "2", "-", "-o", "lm.arpa", saying: ["standard input:2: the word <s>"],
          input: program.contents(of: "reserved.txt"))
        try await fail("small.txt", saying: "too small", "1-grams", "--discount-fallback")
        try await fail("empty.txt", saying: "no word")
        try await fail("latin.txt", saying: "latin.txt", "UTF-8")
        #expect(!FileManager.default.fileExists(atPath: program.folder.path + "/lm.arpa"))
        try await program.fail(
          "lm", "--perplexity", "bad.arpa", "small.txt", saying: ["bad.arpa:2", "ngram 1="])
        try await program.fail("lm", "--cache", "none.arpa", "-o", "x", saying: ["none.arpa"])
        try await program.fail(
          "lm", "--order", "2", "--discount-fallback", "small.txt", "-o", "none/lm.arpa",
          saying: ["none/lm.arpa", "No such file"])
      }
    }
  }
}
