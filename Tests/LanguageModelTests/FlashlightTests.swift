import CTC
import Foundation
import LanguageModel
import NumericCore
import TestSupport
import Testing

@Suite("Beam search with a language model, as flashlight-text's")
struct FlashlightTests {
  /// Fixtures/LanguageModel/flashlight.json, written by Fixtures/generate/beam_search.py.
  private struct Golden: Decodable {
    struct Case: Decodable {
      struct Hypothesis: Decodable {
        let text: String
        let score: Float
      }
      let kind, merging, arpa: String
      let lexicon, tokens: [String]
      let weight, bonus: Float
      let logProbabilities: [[Float]]
      let best: [Hypothesis]
    }
    let cases: [Case]
  }

  @Test("the ten best texts are its own, with the same scores")
  func scores() throws {
    let golden: Golden = try fixture("LanguageModel/flashlight.json")
    #expect(golden.cases.count == 12)
    for item in golden.cases {
      let alphabet = try Alphabet(tokenLines: item.tokens)
      let options = BeamSearchOptions(
        beamSize: 200_000, pathMerging: item.merging == "sum" ? .sum : .maximum,
        lexicon: item.lexicon.isEmpty ? nil : try Lexicon(lines: item.lexicon, alphabet: alphabet),
        languageModel: try NGramModel(Data(item.arpa.utf8)), languageWeight: item.weight,
        wordBonus: item.bonus)
      let frames = Matrix(
        rows: item.logProbabilities.count, columns: alphabet.count,
        elements: item.logProbabilities.flatMap { $0 })
      let found = BeamSearchDecoder(alphabet: alphabet, options: options)
        .hypotheses(for: frames, count: 40)
        .map { hypothesis in
          let words = hypothesis.words.map { $0.map(\.text).joined(separator: " ") }
          return (
            text: words ?? normalizedText(alphabet.text(of: hypothesis.labels)),
            score: hypothesis.score
          )
        }
        .filter { item.kind == "symbols" || !$0.text.isEmpty }
      #expect(found.count >= 10 && item.best.count == 10)
      for (ours, theirs) in zip(found, item.best) {
        #expect(ours.text == theirs.text)
        #expect(abs(ours.score - theirs.score) < 1e-3)
      }
    }
  }
}
