import Foundation
import TestSupport
import Testing

extension CommandLineTests {
  @Suite("evaluate against another model")
  struct ComparisonTests {
    /// Writes a model "other" that hears a "b" in everything.
    private func writeOther(_ program: Program) throws {
      try FileManager.default.copyItem(
        at: program.folder.appending(path: "model"), to: program.folder.appending(path: "other"))
      try program.write("<blank>\nb\na\nc\n|\n", to: "other/tokens.txt")
    }

    /// Writes a data set of so many utterances "a", each by another speaker.
    private func writeSpeakers(_ count: Int, _ program: Program) throws {
      let lines = (0..<count).map {
        #"{"audio_filepath": "a.wav", "text": "a", "speaker": "\#($0)"}"# + "\n"
      }
      try program.write(lines.joined(), to: "people.jsonl")
    }

    @Test("models that make the same errors differ by nothing, and improve with one half")
    func same() async throws {
      try await withProgram { program in
        let alone = try await program.succeed("evaluate", "--model", "model", "all.jsonl")
        let result = try await program.succeed(
          "evaluate", "--model", "model", "--against", "forwards", "all.jsonl")
        try #require(result.lines.count == 13)
        #expect(result.lines[0] == "model" && result.lines[5] == "forwards")
        #expect(Array(result.lines[1..<5]) == alone.lines)
        #expect(
          result.lines[10...] == [
            "model against forwards",
            "WER +0.00 points, 95% between +0.00 and +0.00 [drawing 4 utterances]",
            "probability of improvement 50.0%: may be chance",
          ])
      }
    }

    @Test("a model that is better on every utterance is so in every draw, of ten speakers or more")
    func better() async throws {
      try await withProgram { program in
        try writeOther(program)
        for (count, drawn) in [(9, "9 utterances"), (10, "10 speakers")] {
          try writeSpeakers(count, program)
          let better = try await program.succeed(
            "evaluate", "--model", "model", "--against", "other", "people.jsonl")
          #expect(
            better.lines.suffix(2) == [
              "WER -100.00 points, 95% between -100.00 and -100.00 [drawing \(drawn)]",
              "probability of improvement 100.0%: more than chance",
            ])
          let worse = try await program.succeed(
            "evaluate", "--model", "other", "--against", "model", "people.jsonl")
          #expect(worse.lines.last == "probability of improvement 0.0%: more than chance")
        }
      }
    }

    @Test("JSON has what is measured of the other model, and the difference")
    func json() async throws {
      struct Counts: Decodable { let rate: Double }
      struct Summary: Decodable {
        struct Other: Decodable { let words: Counts }
        struct Comparison: Decodable {
          struct Interval: Decodable { let lower, upper: Double }
          let difference, probabilityOfImprovement: Double
          let interval: Interval
          let unit: String
          let units: Int
        }
        let words: Counts
        let against: Other
        let comparison: Comparison
      }
      try await withProgram { program in
        try writeOther(program)
        try writeSpeakers(2, program)
        let result = try await program.succeed(
          "evaluate", "--model", "model", "--against", "other", "--format", "json", "people.jsonl")
        let summary = try JSONDecoder().decode(Summary.self, from: Data(result.output.utf8))
        #expect(summary.words.rate == 0 && summary.against.words.rate == 1)
        let comparison = summary.comparison
        #expect(comparison.difference == -1 && comparison.probabilityOfImprovement == 1)
        #expect(comparison.interval.lower == -1 && comparison.interval.upper == -1)
        #expect(comparison.unit == "utterances" && comparison.units == 2)
      }
    }

    @Test("results that were written before stand for a model, or for another way of decoding")
    func results() async throws {
      try await withProgram { program in
        try writeOther(program)
        try writeSpeakers(3, program)
        let other = try await program.succeed("evaluate", "--model", "other", "people.jsonl")
        let written = try await program.succeed(
          "evaluate", "--model", "other", "--format", "json", "--show-errors", "people.jsonl")
        try program.write(written.output, to: "other.json")
        let result = try await program.succeed(
          "evaluate", "--model", "model", "--against", "other.json", "people.jsonl")
        // The file does not have the confidence.
        #expect(Array(result.lines[5..<9]) == ["other.json"] + other.lines.prefix(3))
        #expect(result.lines.last == "probability of improvement 100.0%: more than chance")
        try await program.fail(
          "evaluate", "--model", "model", "--against", "other.json", "all.jsonl",
          saying: ["other.json: has no result of ", "all.jsonl:1"])
        let rates = try await program.succeed(
          "evaluate", "--model", "other", "--format", "json", "people.jsonl")
        try program.write(rates.output, to: "rates.json")
        try await program.fail(
          "evaluate", "--model", "model", "--against", "rates.json", "people.jsonl",
          saying: ["rates.json", #"lacks "transcripts""#, "--show-errors"])
      }
    }

    @Test("the other model does without the weights of what it has not; one must be there")
    func options() async throws {
      try await withProgram { program in
        try program.write("a b\n", to: "text.txt")
        _ = try await program.succeed(
          "lm", "--order", "1", "--discount-fallback", "text.txt", "-o", "model/lm.arpa")
        let result = try await program.succeed(
          "evaluate", "--model", "model", "--lm-weight", "1", "--against", "forwards", "all.jsonl")
        #expect(result.errors == "forwards: without --lm-weight, as it has no language model\n")
        try await program.fail(
          "evaluate", "--model", "model", "--against", "none", "all.jsonl", saying: ["none"])
      }
    }
  }
}
