import NumericCore
import RecurrentNetwork
import TestSupport
import Testing

@testable import Training

@Suite("Moving average of weights")
struct WeightAverageTests {
  @Test("averaged weights follow quickly at first, then with the decay given")
  func average() throws {
    var weights = try Network(NetworkConfiguration(inputs: 1, outputs: 2), seed: 1).parameters
    let count = weights.count
    var average = WeightAverage(average: weights.zeros(), decay: 0.5)
    weights.withUnsafeMutablePointer { $0.update(repeating: 1, count: count) }
    // The decay is 2/11 at first.
    for (step, expected) in [(1, 9 / 11), (1000, 10 / 11)] as [(Int, Float)] {
      average.update(from: weights, step: step)
      let found = average.average.entries.flatMap { average.average.values(of: $0) }
      #expect(largestDifference(found, [Float](repeating: expected, count: count)) < 1e-6)
    }
  }
}
