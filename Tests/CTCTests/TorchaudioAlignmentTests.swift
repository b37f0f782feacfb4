import CTC
import NumericCore
import TestSupport
import Testing

/// Fixtures/CTC/torchaudio.json, written by Fixtures/generate/ctc.py.
private struct TorchaudioAlignments: Decodable {
  struct Case: Decodable {
    let null: Int
    let target: [Int]
    let logits: [[Float]]
    let path: [Int]
    let scores: [Float]
  }

  let cases: [Case]
}

@Suite("Forced alignment as torchaudio's")
struct TorchaudioAlignmentTests {
  @Test("the path is that of torchaudio.functional.forced_align, and so are its scores")
  func paths() throws {
    let cases = try fixture("CTC/torchaudio.json", as: TorchaudioAlignments.self).cases
    #expect(cases.count == 100)
    for item in cases {
      let logits = Matrix(
        rows: item.logits.count, columns: item.logits[0].count, elements: item.logits.flatMap { $0 }
      )
      let logProbabilities = logits.logSoftmax()
      let alignment = try #require(
        ForcedAlignment(of: item.target, to: logProbabilities, null: item.null))
      #expect(alignment.path == item.path)
      let scores = alignment.path.enumerated().map { logProbabilities[$0, $1] }
      // A float's rounding of logarithms of up to a hundred.
      #expect(largestDifference(scores, item.scores) < 2e-5)
      #expect(abs(alignment.logProbability - item.scores.reduce(0, +)) < 1e-3)
    }
  }
}
