import CTC
import Foundation
import NumericCore
import TestSupport
import Testing

@Suite("Temperature")
struct TemperatureTests {
  /// Utterances of one frame whose labels are drawn from softmax(logits), and logits times `factor`.
  private func drawn(times factor: Float, seed: UInt64) -> (logits: [Matrix], targets: [[Int]]) {
    var generator = SeededGenerator(seed: seed)
    var (logits, targets): ([Matrix], [[Int]]) = ([], [])
    for _ in 0..<3000 {
      let frame = Matrix.random(rows: 1, columns: 4, scale: 2, using: &generator)
      var rest = Double.random(in: 0..<1, using: &generator)
      let label =
        frame.logSoftmax().elements.firstIndex { logProbability in
          rest -= exp(Double(logProbability))
          return rest < 0
        } ?? 3
      logits.append(Matrix(rows: 1, columns: 4, elements: frame.elements.map { $0 * factor }))
      targets.append(label == 0 ? [] : [label])
    }
    return (logits, targets)
  }

  @Test("logits that are too sure of themselves by a factor get it back", arguments: [0.5, 1, 3])
  func fitted(factor: Float) {
    let (logits, targets) = drawn(times: factor, seed: 71)
    let temperature = fittedTemperature(logits: logits, targets: targets, null: 0)
    // 3000 draws leave an uncertainty of a few per cent.
    #expect(abs(temperature / factor - 1) < 0.1)
  }

  @Test("of utterances that cannot say their texts is 1")
  func impossible() {
    let logits = Matrix(rows: 1, columns: 3)
    #expect(fittedTemperature(logits: [logits], targets: [[1, 1]], null: 0) == 1)
    #expect(fittedTemperature(logits: [], targets: [], null: 0) == 1)
  }

  @Test("is 1 where none is better than another")
  func flat() {
    for (logits, target) in [
      (Matrix(rows: 0, columns: 3), []), (Matrix(rows: 4, columns: 1), []),
      (Matrix(rows: 2, columns: 3, elements: [Float](repeating: -1.1, count: 6)), [1]),
    ] as [(Matrix, [Int])] {
      #expect(fittedTemperature(logits: [logits], targets: [target], null: 0) == 1)
    }
  }

  @Test("divides logits, and 1 changes nothing")
  func division() {
    let logits = Matrix(rows: 1, columns: 3, elements: [4, 2, 0])
    #expect(logits.logSoftmax(temperature: 1) == logits.logSoftmax())
    let halved = Matrix(rows: 1, columns: 3, elements: [2, 1, 0])
    #expect(logits.logSoftmax(temperature: 2) == halved.logSoftmax())
  }
}
