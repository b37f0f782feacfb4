import CTC
import NumericCore
import TestSupport
import Testing

@Suite("CTC loss at the extremes")
struct CTCLossExtremesTests {
  private func expectImpossible(_ logits: Matrix, _ target: [Int]) {
    let (loss, gradient) = ctcLoss(logits: logits, target: target, null: 0)
    #expect(loss == .infinity)
    #expect(gradient == Matrix(rows: logits.rows, columns: logits.columns))
  }

  @Test("a path that cannot fit costs infinity and has no gradient")
  func tooFewFrames() {
    expectImpossible(Matrix(rows: 2, columns: 4), [1, 2, 3])
    expectImpossible(Matrix(rows: 3, columns: 4), [1, 1, 2])
    expectImpossible(Matrix(rows: 0, columns: 4), [1])
    #expect(ctcLoss(logits: Matrix(rows: 4, columns: 4), target: [1, 1, 2], null: 0).loss < 6)
  }

  @Test("no frame says nothing for certain")
  func noFrame() {
    let (loss, gradient) = ctcLoss(logits: Matrix(rows: 0, columns: 4), target: [], null: 0)
    #expect(loss == 0)
    #expect(gradient.rows == 0)
  }

  @Test("no label pulls every frame towards the null symbol")
  func noLabel() {
    let (loss, gradient) = ctcLoss(logits: Matrix(rows: 5, columns: 4), target: [], null: 2)
    #expect(abs(loss - 5 * 1.3862944) < 1e-5)
    for t in 0..<5 { #expect(gradient.row(t) == [0.25, 0.25, -0.75, 0.25]) }
  }

  @Test("minus infinity forbids a symbol, and a target that needs it")
  func forbiddenSymbol() {
    var logits = Matrix(rows: 3, columns: 3)
    for t in 0..<3 { logits[t, 2] = -.infinity }
    expectImpossible(logits, [2])
    let (loss, gradient) = ctcLoss(logits: logits, target: [1], null: 0)
    // Two symbols are left, and 6 of their 8 paths say the target.
    #expect(abs(loss - 0.28768207) < 1e-6)
    #expect(gradient.elements.allSatisfy { $0.isFinite })
    #expect((0..<3).allSatisfy { gradient[$0, 2] == 0 })
  }

  @Test("finite logits of any size never give NaN", arguments: [1e4, 1e10, 1e30, 3e38] as [Float])
  func enormousLogits(size: Float) {
    var generator = SeededGenerator(seed: 31)
    for _ in 0..<20 {
      let signs = (0..<40).map { _ in Bool.random(using: &generator) ? size : -size }
      let logits = Matrix(rows: 8, columns: 5, elements: signs)
      let (loss, gradient) = ctcLoss(logits: logits, target: [1, 2, 2, 4], null: 0)
      #expect(loss >= 0)
      #expect(gradient.elements.allSatisfy { $0.isFinite })
    }
  }

  @Test("a loss of many logits of a million is exact to a float")
  func millions() {
    let logits = Matrix(rows: 2, columns: 3, elements: [1e6, 0, 0, 2e6, 0, 0])
    let loss = ctcLoss(logits: logits, target: [1, 2], null: 0).loss
    #expect(abs(loss - 3e6) <= 1)
  }

  @Test("a logit that is no number makes the loss none, and the gradient zero", arguments: [0, 3])
  func notANumber(label: Int) {
    for value in [Float.nan, .infinity] {
      var logits = Matrix(rows: 6, columns: 5)
      logits[2, label] = value
      let (loss, gradient) = ctcLoss(logits: logits, target: [1, 2], null: 0)
      #expect(loss.isNaN)
      #expect(gradient == Matrix(rows: 6, columns: 5))
    }
  }

  @Test("a label that is no symbol is a programmer's error")
  func labelOutOfRange() async {
    await #expect(processExitsWith: .failure) {
      _ = ctcLoss(logits: Matrix(rows: 3, columns: 3), target: [3], null: 0)
    }
    await #expect(processExitsWith: .failure) {
      _ = ctcLoss(logits: Matrix(rows: 3, columns: 3), target: [0], null: 0)
    }
  }
}
