import CTC
import Foundation
import NumericCore
import TestSupport
import Testing

@Suite("CTC loss with label smoothing and a null penalty")
struct CTCLossOptionsTests {
  /// Fixtures/CTC/torch-options.json, written by Fixtures/generate/ctc.py.
  private struct Golden: Decodable {
    struct Case: Decodable {
      let null: Int
      let labelSmoothing: Float
      let nullPenalty: Float
      let target: [Int]
      let logits: [[Float]]
      let loss: Double
      let gradient: [[Double]]
    }
    let cases: [Case]
  }

  @Test("agrees with torch's autograd in double precision")
  func torch() throws {
    let golden: Golden = try fixture("CTC/torch-options.json")
    #expect(golden.cases.count == 12)
    for item in golden.cases {
      let logits = Matrix(
        rows: item.logits.count, columns: item.logits[0].count, elements: item.logits.flatMap { $0 }
      )
      let options = CTCLossOptions(
        labelSmoothing: item.labelSmoothing, nullPenalty: item.nullPenalty)
      let result = ctcLoss(logits: logits, target: item.target, null: item.null, options: options)
      // Roundings of a float, as for the plain loss.
      #expect(abs(Double(result.loss) - item.loss) < 2e-6 * max(item.loss, 1))
      let expected = item.gradient.flatMap { $0 }.map { Float($0) }
      #expect(largestDifference(result.gradient.elements, expected) < 2.5e-6)
    }
  }

  @Test("off is the plain loss, bit for bit")
  func off() {
    var generator = SeededGenerator(seed: 61)
    let logits = Matrix.random(rows: 40, columns: 9, scale: 3, using: &generator)
    let plain = ctcLoss(logits: logits, target: [1, 1, 4, 8], null: 0)
    let options = CTCLossOptions(labelSmoothing: 0, nullPenalty: 0)
    let same = ctcLoss(logits: logits, target: [1, 1, 4, 8], null: 0, options: options)
    #expect(same.loss == plain.loss && same.gradient == plain.gradient)
  }

  @Test("the gradient is that of central differences of the oracle's loss")
  func differences() {
    var generator = SeededGenerator(seed: 62)
    let logits = Matrix.random(rows: 6, columns: 4, scale: 2, using: &generator)
    let (smoothing, penalty) = (0.25, 0.75)
    func loss(_ logits: [[Double]]) -> Double {
      var shifted = 0.0
      // The penalty is a smaller logit of the null symbol, but for the softmax's sum.
      var changed = logits
      for t in logits.indices {
        changed[t][1] -= penalty
        shifted += logSum(changed[t]) - logSum(logits[t])
      }
      let plain = CTCOracle.loss(logits: changed, target: [0, 3], null: 1).loss - shifted
      let divergence = logits.reduce(0) { sum, row in
        sum + logSum(row) - row.reduce(0, +) / 4 - log(4)
      }
      return (1 - smoothing) * plain + smoothing * divergence
    }
    let result = ctcLoss(
      logits: logits, target: [0, 3], null: 1,
      options: CTCLossOptions(labelSmoothing: Float(smoothing), nullPenalty: Float(penalty)))
    #expect(abs(Double(result.loss) - loss(logits.doubles)) < 1e-5)
    let step = 1e-5
    for t in 0..<6 {
      for k in 0..<4 {
        var (above, below) = (logits.doubles, logits.doubles)
        above[t][k] += step
        below[t][k] -= step
        let expected = (loss(above) - loss(below)) / (2 * step)
        #expect(abs(Double(result.gradient[t, k]) - expected) < 1e-5)
      }
    }
  }

  @Test("a target that does not fit costs infinity, without a gradient")
  func impossible() {
    let options = CTCLossOptions(labelSmoothing: 0.1, nullPenalty: 0.5)
    let result = ctcLoss(
      logits: Matrix(rows: 2, columns: 3), target: [1, 1], null: 0, options: options)
    #expect(result.loss == .infinity && result.gradient.elements.allSatisfy { $0 == 0 })
  }

  @Test("a share that is none is refused")
  func ranges() async {
    await #expect(processExitsWith: .failure) {
      _ = ctcLoss(
        logits: Matrix(rows: 2, columns: 3), target: [1], null: 0,
        options: CTCLossOptions(labelSmoothing: 1))
    }
  }

  private func logSum(_ row: [Double]) -> Double { log(row.reduce(0) { $0 + exp($1) }) }
}
