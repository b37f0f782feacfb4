import CTC
import NumericCore
import TestSupport
import Testing

@Suite("CTC loss and gradient, against the oracle and PyTorch")
struct CTCLossGradientTests {
  struct Golden: Decodable {
    struct Case: Decodable {
      let name: String
      let null: Int
      let target: [Int]
      let logits: [[Float]]
      let loss: Double
      let gradient: [[Double]]
    }
    let cases: [Case]
  }

  /// Observed at most: 2e-7 of the loss, 5e-7 of the gradient, a few roundings of a float; the
  /// bounds leave five times that for another order of summation.
  private func expectClose(
    _ result: (loss: Float, gradient: Matrix), _ expected: (loss: Double, gradient: [[Double]]),
    _ comment: Comment
  ) {
    #expect(
      abs(Double(result.loss) - expected.loss) <= 1e-6 * max(expected.loss, 1), comment)
    var worst = 0.0
    for (t, row) in expected.gradient.enumerated() {
      for (k, value) in row.enumerated() {
        worst = max(worst, abs(Double(result.gradient[t, k]) - value))
      }
    }
    #expect(worst < 2.5e-6, comment)
  }

  private func expectLikeOracle(
    _ logits: Matrix, target: [Int], null: Int, _ comment: Comment
  ) {
    let expected = CTCOracle.loss(logits: logits.doubles, target: target, null: null)
    expectClose(ctcLoss(logits: logits, target: target, null: null), expected, comment)
  }

  private func randomTarget(
    _ length: Int, symbols: Int, null: Int, using generator: inout SeededGenerator
  ) -> [Int] {
    (0..<length).map { _ in
      (null + Int.random(in: 1..<symbols, using: &generator)) % symbols
    }
  }

  @Test("agrees with torch.nn.functional.ctc_loss in double precision")
  func torch() throws {
    let golden: Golden = try fixture("CTC/torch.json")
    #expect(golden.cases.count == 10)
    for example in golden.cases {
      let logits = Matrix(
        rows: example.logits.count, columns: example.logits[0].count,
        elements: Array(example.logits.joined()))
      expectClose(
        ctcLoss(logits: logits, target: example.target, null: example.null),
        (example.loss, example.gradient), "\(example.name)")
    }
  }

  @Test("agrees with the oracle for targets of every length around the vectors' widths")
  func lengths() {
    var generator = SeededGenerator(seed: 21)
    for length in [0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33] {
      let symbols = 2 + length % 7 * 3
      let null = length % symbols
      let target = randomTarget(length, symbols: symbols, null: null, using: &generator)
      let frames = max(minimumFrames(for: target) + length % 5, 1)
      let logits = Matrix.random(
        rows: frames, columns: symbols, scale: 2, using: &generator)
      expectLikeOracle(logits, target: target, null: null, "L \(length), T \(frames)")
    }
  }

  @Test("agrees with the oracle where paths differ by hundreds of orders of magnitude")
  func range() {
    var generator = SeededGenerator(seed: 22)
    for (frames, length, scale) in [(600, 60, Float(0)), (200, 40, 30), (60, 20, 1000)] {
      let target = randomTarget(length, symbols: 5, null: 0, using: &generator)
      let logits = Matrix.random(rows: frames, columns: 5, scale: scale, using: &generator)
      expectLikeOracle(logits, target: target, null: 0, "T \(frames), scale \(scale)")
    }
  }

  @Test("every frame's gradient sums to zero")
  func rowSums() {
    var generator = SeededGenerator(seed: 23)
    let target = randomTarget(30, symbols: 20, null: 3, using: &generator)
    let logits = Matrix.random(rows: 200, columns: 20, scale: 3, using: &generator)
    let gradient = ctcLoss(logits: logits, target: target, null: 3).gradient
    for t in 0..<200 { #expect(abs(gradient.row(t).reduce(0, +)) < 1e-6) }
  }
}
