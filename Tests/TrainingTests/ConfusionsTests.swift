import Testing
import Training

@Suite("Confusions and calibration")
struct ConfusionsTests {
  @Test("are counted by kind, the most frequent first")
  func counts() {
    let confusions = Confusions(of: [
      (reference: "five nine", hypothesis: "nine nine"), (reference: "five", hypothesis: "nine"),
      (reference: "one two", hypothesis: "two"), (reference: "a", hypothesis: "a  b"),
      (reference: "c", hypothesis: "d"),
    ])
    #expect(confusions.substitutions.map(\.count) == [2, 1])
    #expect(confusions.substitutions.map(\.said) == ["five", "c"])
    #expect(confusions.substitutions.map(\.heard) == ["nine", "d"])
    #expect(confusions.insertions.map(\.heard) == ["b"] && confusions.insertions[0].said == nil)
    #expect(confusions.deletions.map(\.said) == ["one"] && confusions.deletions[0].heard == nil)
  }

  @Test("a limit keeps the most frequent of each kind")
  func limit() {
    let confusions = Confusions(
      of: [(reference: "a b b", hypothesis: "x y y")], limit: 1)
    #expect(confusions.substitutions.map(\.said) == ["b"])
  }

  @Test("the calibration error is the mean distance of confidence and share of right words")
  func calibration() {
    #expect(Calibration([]).expectedError == 0)
    let words: [(confidence: Float, isRight: Bool)] = [
      (0.9375, true), (0.9375, true), (0.9375, false), (0.9375, true),  // 0.9375 against 0.75
      (0.25, false), (0.25, false),  // 0.25 against 0
      (1, true),  // in the last bin, too: the bin has 4.75 against 4
    ]
    let calibration = Calibration(words)
    #expect(calibration.words == 7)
    #expect(abs(calibration.expectedError - (0.75 + 0.5) / 7) < 1e-6)
  }
}
