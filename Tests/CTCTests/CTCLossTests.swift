import CTC
import Testing

@Suite("CTC loss: values known in closed form")
struct CTCLossClosedFormTests {
  @Test("one frame of five equal symbols costs ln 5")
  func oneFrame() {
    let (loss, gradient) = ctcLoss(logits: Matrix(rows: 1, columns: 5), target: [1], null: 0)
    #expect(abs(loss - 1.6094379) < 1e-6)
    #expect(abs(gradient[0, 1] + 0.8) < 1e-6)
    #expect(abs(gradient[0, 0] - 0.2) < 1e-6)
  }

  @Test("two frames, the shape of warp-ctc's first test")
  func twoFrames() {
    let logits = Matrix(
      rows: 2, columns: 5, elements: [0.1, 0.6, 0.1, 0.1, 0.1, 0.1, 0.1, 0.6, 0.1, 0.1])
    #expect(abs(ctcLoss(logits: logits, target: [1, 2], null: 0).loss - 2.4628583915) < 1e-6)
  }

  @Test("k2's cases: a repeated label and two labels over three frames of 1…15")
  func countingLogits() {
    let logits = Matrix(rows: 3, columns: 5, elements: (1...15).map { Float($0) })
    #expect(abs(ctcLoss(logits: logits, target: [3, 3], null: 0).loss - 7.3557432) < 2e-6)
    #expect(abs(ctcLoss(logits: logits, target: [2, 3], null: 0).loss - 4.9388498) < 2e-6)
  }

  @Test("three equal symbols: repeats need a frame more, and saying nothing has its price")
  func uniform() {
    let logits = Matrix(rows: 3, columns: 3)
    #expect(ctcLoss(logits: logits.rows(0..<2), target: [1, 1], null: 0).loss == .infinity)
    #expect(abs(ctcLoss(logits: logits, target: [1, 1], null: 0).loss - 3.295836866) < 1e-6)
    #expect(abs(ctcLoss(logits: logits, target: [], null: 0).loss - 3.295836866) < 1e-6)
  }

  @Test("a target that is almost certain has a loss of almost nothing, never below zero")
  func neverNegative() {
    let logits = Matrix(rows: 2, columns: 2, elements: [0, 17, 0, 17])
    let loss = ctcLoss(logits: logits, target: [1], null: 0).loss
    #expect(loss >= 0)
    #expect(abs(loss - 1.71390828963254e-15) < 1e-7)
  }
}
