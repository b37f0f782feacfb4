import Foundation
import NumericCore
import Testing

@Suite("Log space")
struct LogSpaceTests {
  @Test(
    "the sum is that of the probabilities",
    arguments: [(0.5, 0.25), (1e-8, 1), (0.1, 0.1), (1, 0), (0, 1), (0, 0)])
  func sum(_ a: Double, _ b: Double) {
    let expected = log(a + b)
    let double = logAdd(log(a), log(b))
    #expect(double == expected || abs(double - expected) < 1e-15)
    let single = logAdd(Float(log(a)), Float(log(b)))
    #expect(single == Float(expected) || abs(single - Float(expected)) < 1e-6)
  }

  @Test("what no exponential holds is added all the same")
  func farFromZero() {
    #expect(abs(logAdd(-5000.0, -5000.0) - (-5000 + log(2))) < 1e-12)
    #expect(abs(logAdd(5000.0, 5000.0) - (5000 + log(2))) < 1e-12)
    #expect(logAdd(5000.0, -5000.0) == 5000)
    #expect(logAdd(Double.infinity, 1) == .infinity)
    #expect(logAdd(Double.infinity, .infinity) == .infinity)
    #expect(logAdd(-Double.infinity, .infinity) == .infinity)
  }

  @Test("what is no number stays so on either side", arguments: [-Double.infinity, 0, .infinity])
  func notANumber(other: Double) {
    #expect(logAdd(.nan, other).isNaN)
    #expect(logAdd(other, .nan).isNaN)
  }

  @Test("every row of a log softmax sums to one")
  func logSoftmax() {
    let logits = Matrix(rows: 2, columns: 3, elements: [1, 2, 3, 1000, 0, -1000])
    let result = logits.logSoftmax()
    for r in 0..<2 {
      let sum = result.row(r).reduce(0.0) { $0 + exp(Double($1)) }
      #expect(abs(sum - 1) < 1e-6)
    }
    #expect(abs(result[0, 2] - result[0, 0] - 2) < 1e-6)
    #expect(Matrix(rows: 0, columns: 3).logSoftmax() == Matrix(rows: 0, columns: 3))
  }
}
