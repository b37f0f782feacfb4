import NumericCore
import TestSupport
import Testing

@testable import CTC

@Suite("Greedy decoder")
struct GreedyDecoderTests {
  private func logProbabilities(_ rows: [[Float]]) -> Matrix {
    Matrix(rows: rows.count, columns: rows[0].count, elements: Array(rows.joined())).logarithms
  }

  @Test("collapses the best path and says where each label stands and how sure it is")
  func spans() throws {
    let alphabet = try Alphabet(symbols: ["a", "b", "_"], null: 2)
    let hypothesis = GreedyDecoder(alphabet: alphabet).decoded(
      logProbabilities([
        [0.7, 0.2, 0.1],  // a
        [0.5, 0.1, 0.4],  // a
        [0.1, 0.1, 0.8],  //
        [0.9, 0.1, 0.0],  // a
        [0.3, 0.6, 0.1],  // b
        [0.2, 0.2, 0.6],  //
      ]))
    #expect(hypothesis.labels == [0, 0, 1])
    #expect(hypothesis.spans.map(\.label) == hypothesis.labels)
    #expect(hypothesis.spans.map(\.frames) == [0..<2, 3..<4, 4..<5])
    for (span, confidence) in zip(hypothesis.spans, [0.6, 0.9, 0.6] as [Float]) {
      #expect(abs(span.confidence - confidence) < 1e-6)
    }
    #expect(abs(exponential(hypothesis.logProbability) - 0.09072) < 1e-6)
  }

  @Test("takes the lower label on a tie, and nothing from no frame")
  func tiesAndNothing() throws {
    let alphabet = try Alphabet(symbols: ["_", "a", "b"], null: 0)
    let decoder = GreedyDecoder(alphabet: alphabet)
    #expect(decoder.decoded(logProbabilities([[0.2, 0.4, 0.4]])).labels == [1])
    let nothing = decoder.decoded(Matrix(rows: 0, columns: 3))
    #expect(nothing == Hypothesis(labels: [], spans: [], logProbability: 0))
  }
}
