import CTC
import NumericCore
import TestSupport
import Testing

@Suite("CTC loss: without its gradient")
struct CTCLossAloneTests {
  @Test("is the loss that comes with the gradient, bit for bit")
  func same() {
    var generator = SeededGenerator(seed: 251)
    for (frames, labels) in [(0, 0), (4, 0), (6, 3), (90, 20), (3, 9)] {
      let logits = Matrix.random(rows: frames, columns: 7, scale: 3, using: &generator)
      let target = (0..<labels).map { _ in Int.random(in: 1..<7, using: &generator) }
      let copy = logits
      let alone = ctcNegativeLogLikelihood(logits: logits, target: target, null: 0)
      #expect(alone == ctcLoss(logits: logits, target: target, null: 0).loss)
      #expect(logits == copy)
    }
    var damaged = Matrix.random(rows: 9, columns: 4, using: &generator)
    damaged[4, 2] = .nan
    #expect(ctcNegativeLogLikelihood(logits: damaged, target: [1], null: 0).isNaN)
  }
}
