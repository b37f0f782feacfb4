import AudioFrontEnd
import TestSupport
import Testing

@Suite("Normalization of an utterance by itself")
struct SlidingWindowNormalizationTests {
  /// What torchaudio makes of the features.
  struct Golden: Decodable, Sendable, CustomStringConvertible {
    let window: Int
    let minimumWindow: Int
    let isCentered: Bool
    let normalizesVariance: Bool
    let features: [Float]

    var normalization: SlidingWindowNormalization {
      SlidingWindowNormalization(
        window: window, minimumWindow: minimumWindow, isCentered: isCentered,
        normalizesVariance: normalizesVariance)
    }
    var description: String { "\(normalization)" }
  }

  private struct Goldens: Decodable, Sendable {
    let columns: Int
    let features: [Float]
    let cases: [Golden]
  }

  private static let goldens = Result {
    try fixture("AudioFrontEnd/sliding-windows.json", as: Goldens.self)
  }

  private func features() throws -> Matrix {
    let goldens = try Self.goldens.get()
    return Matrix(
      rows: goldens.features.count / goldens.columns, columns: goldens.columns,
      elements: goldens.features)
  }

  @Test("a sliding window gives what torchaudio gives", arguments: try goldens.get().cases)
  func sliding(golden: Golden) throws {
    let normalized = golden.normalization.normalized(try features())
    try #require(normalized.elements.count == golden.features.count)
    #expect(golden.features.contains { abs($0) > 0.5 })
    for (ours, theirs) in zip(normalized.elements, golden.features) {
      #expect(abs(ours - theirs) <= 1e-5 * max(1, abs(theirs)))
    }
  }

  @Test("windows by hand: those before their frames, and centred ones at the ends")
  func byHand() {
    let ramp = Matrix(rows: 6, columns: 1, elements: [0, 1, 4, 9, 16, 25])
    let before = SlidingWindowNormalization(window: 2, minimumWindow: 2).normalized(ramp)
    let means: [Float] = [0.5, 0.5, 5 / 3, 14 / 3, 29 / 3, 50 / 3]
    for t in 0..<6 { #expect(abs(before[t, 0] - (ramp[t, 0] - means[t])) < 1e-6) }
    let centered = SlidingWindowNormalization(window: 4, isCentered: true).normalized(ramp)
    #expect(centered.elements == [-3.5, -2.5, 0.5, 1.5, 2.5, 11.5])
  }

  @Test("a window of one frame gives 0, a constant column too, and no frames stay none")
  func degenerate() {
    let constant = Matrix(rows: 5, columns: 2, repeating: -3.7)
    for normalizesVariance in [false, true] {
      let single = SlidingWindowNormalization(
        window: 1, isCentered: true, normalizesVariance: normalizesVariance)
      let ramp = Matrix(rows: 3, columns: 1, elements: [1, 2, 4])
      #expect(single.normalized(ramp).elements == [0, 0, 0])
      let normalizations: [any FeatureNormalizing] = [
        SlidingWindowNormalization(window: 3, normalizesVariance: normalizesVariance),
        UtteranceNormalization(normalizesVariance: normalizesVariance),
      ]
      for normalization in normalizations {
        let zeros = normalization.normalized(constant).elements
        #expect(zeros.allSatisfy { abs($0) < 1e-2 })
        #expect(normalization.normalized(Matrix(rows: 0, columns: 2)).rows == 0)
      }
    }
  }

  @Test("an utterance's columns have mean 0 and, if asked, variance 1")
  func utterance() throws {
    let given = try features()
    let means = UtteranceNormalization().normalized(given)
    let both = UtteranceNormalization(normalizesVariance: true).normalized(given)
    let count = Float(given.rows)
    for column in 0..<given.columns {
      let scale = abs(given[0, column] - means[0, column])
      #expect(
        abs((0..<given.rows).reduce(0) { $0 + means[$1, column] }) / count < 1e-5 * (1 + scale))
      #expect(abs((0..<given.rows).reduce(0) { $0 + both[$1, column] }) / count < 1e-4)
      let power = (0..<given.rows).reduce(0) { $0 + both[$1, column] * both[$1, column] }
      #expect(abs(power / count - 1) < 1e-3)
      // Means alone only shift a column.
      let shifts = (0..<given.rows).map { given[$0, column] - means[$0, column] }
      #expect(shifts.allSatisfy { abs($0 - shifts[0]) < 1e-3 })
    }
  }
}
