import CTC
import Foundation
import SequenceLabeler
import TestSupport
import Testing

extension CommandLineTests {
  @Suite("texts with capitals and punctuation")
  struct WrittenTextTests {
    private let written = """
      {"audio_filepath": "a.wav", "text": "A!"}
      {"audio_filepath": "b.wav", "text": "B, b."}
      {"audio_filepath": "ab.wav", "text": "a"}

      """

    @Test("check and train tell of symbols that nobody hears, and learn without them")
    func training() async throws {
      try await withProgram { program in
        try program.write(written, to: "written.jsonl")
        let note = "note: ! , . A B in the texts become symbols of their own"
        let checked = try await program.succeed("check", "written.jsonl")
        #expect(checked.errors.contains(note), "\(checked.errors)")
        func train(_ options: String...) async throws -> (told: String, tokens: [String]) {
          let result = try await program.run(
            ["train", "written.jsonl", "--config", "tiny.yaml", "--dev", "written.jsonl", "--out"]
              + [options.joined(), "--set", "epochs=1"]
              + options.flatMap { ["--set", $0] })
          #expect(result.status == 0, "\(result.errors)")
          let model = try Model(
            contentsOf: program.folder.appending(path: options.joined()))
          return (result.errors, model.alphabet.tokenLines)
        }
        let plain = try await train("text=written")
        #expect(plain.tokens == ["<blank>", "|", "!", ",", ".", "A", "B", "a", "b"])
        #expect(plain.told.contains(note))
        let spoken = try await train("text=spoken")
        #expect(spoken.tokens == ["<blank>", "|", "a", "b"])
        #expect(!spoken.told.contains("note: !"))
      }
    }

    @Test("errors are counted without what the model does not write, which is told")
    func evaluating() async throws {
      try await withProgram { program in
        try program.write(written, to: "written.jsonl")
        try program.write(
          written.replacing("A!", with: "a").replacing("B, b.", with: "b b"), to: "plain.jsonl")
        let plain = try await program.succeed("evaluate", "--model", "model", "plain.jsonl")
        let result = try await program.succeed("evaluate", "--model", "model", "written.jsonl")
        #expect(result.output == plain.output)
        #expect(
          result.errorLines == [
            "2 texts compared without what the model does not write: “A!” as “a”"
          ])
        try program.write(written.replacing("B", with: "3"), to: "number.jsonl")
        let numbers = try await program.succeed("evaluate", "--model", "model", "number.jsonl")
        #expect(
          numbers.errorLines.last?.hasPrefix("1 text that the model cannot write, which") == true)
        let faults = try await program.run(["check", "--model", "model", "number.jsonl"])
        #expect(faults.lines.contains { $0.hasSuffix("write numbers as they are spoken") })
      }
    }

    @Test("a text is aligned as it is spoken, its lines are given back as they are written")
    func aligning() async throws {
      try await withProgram { program in
        let words = try await program.succeed(
          "align", "--model", "model", "a.wav", "--text", "“A!” a")
        let plain = try await program.succeed("align", "--model", "model", "a.wav", "--text", "a a")
        #expect(words.output == plain.output)
        try program.write("A, b!\n* * *\nB?\n", to: "lines.txt")
        let lines = try await program.succeed(
          "align", "--model", "model", "ab.wav", "--text-file", "lines.txt")
        #expect(lines.lines.map { $0.split(separator: "\t").last } == ["A, b!", "B?"])
      }
    }

    @Test("a language model is one of the words that are spoken")
    func languageModel() async throws {
      try await withProgram { program in
        func model(_ text: String, _ options: String...) async throws -> String {
          try await program.run(
            ["lm", "--order", "2", "--discount-fallback", "-", "-o", "-"] + options,
            input: Data(text.utf8)
          ).output
        }
        let plain = try await model("a b\nb a a\n")
        #expect(plain.contains("ngram 1=5"))
        #expect(try await model("A, b!\n“B” a: A\n", "--spoken") == plain)
      }
    }
  }
}
