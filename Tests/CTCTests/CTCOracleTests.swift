import NumericCore
import TestSupport
import Testing

@testable import CTC

@Suite("CTC oracle, against walking every path")
struct CTCOracleTests {
  @Test("losses are those of all labellings, and all labellings together are certain")
  func losses() {
    var generator = SeededGenerator(seed: 11)
    for (frames, symbols, null) in [(1, 2, 0), (3, 3, 1), (5, 3, 2), (6, 4, 0)] {
      let logits = Matrix.random(rows: frames, columns: symbols, scale: 2, using: &generator)
        .doubles
      let labellings = CTCOracle.labellings(logits: logits, null: null)
      #expect(abs(labellings.values.reduce(0, +) - 1) < 1e-12)
      for (labels, probability) in labellings {
        let loss = CTCOracle.loss(logits: logits, target: labels, null: null).loss
        #expect(abs(loss + naturalLogarithm(probability)) < 1e-10)
        #expect(frames >= minimumFrames(for: labels))
      }
    }
  }

  @Test("the gradient is softmax minus posterior")
  func posteriors() {
    var generator = SeededGenerator(seed: 12)
    let logits = Matrix.random(rows: 5, columns: 4, using: &generator).doubles
    for target in [[], [1], [2, 2], [1, 3, 1], [3, 3, 2]] {
      let gradient = CTCOracle.loss(logits: logits, target: target, null: 0).gradient
      let posteriors = CTCOracle.posteriors(logits: logits, target: target, null: 0)
      for t in logits.indices {
        let softmax = CTCOracle.logSoftmax(logits[t])
        for k in softmax.indices {
          #expect(abs(gradient[t][k] - (exponential(softmax[k]) - posteriors[t][k])) < 1e-12)
        }
      }
    }
  }

  @Test("the gradient is the slope of the loss")
  func centralDifferences() {
    var generator = SeededGenerator(seed: 13)
    let logits = Matrix.random(rows: 9, columns: 4, using: &generator).doubles
    let target = [1, 2, 2, 3]
    let gradient = CTCOracle.loss(logits: logits, target: target, null: 0).gradient
    let step = 1e-5
    for t in logits.indices {
      for k in logits[t].indices {
        func loss(_ change: Double) -> Double {
          var changed = logits
          changed[t][k] += change
          return CTCOracle.loss(logits: changed, target: target, null: 0).loss
        }
        // The error of a central difference is of order step², that of its sum 1e-16 / step.
        #expect(abs((loss(step) - loss(-step)) / (2 * step) - gradient[t][k]) < 1e-8)
      }
    }
  }
}
