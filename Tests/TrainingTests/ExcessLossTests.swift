import CTC
import Foundation
import NumericCore
import RecurrentNetwork
import Testing

@testable import Training

@Suite("Excess loss")
struct ExcessLossTests {
  /// Logarithms of probabilities of the null symbol, 1 and 2, in two frames.
  private let logits = Matrix(
    rows: 2, columns: 3, elements: [0.1, 0.7, 0.2, 0.6, 0.1, 0.3].map { Float(log($0)) })

  @Test("it is the logarithm of what is heard's probability over the text's")
  func closedForm() {
    // Paths of "1": 1φ, φ1, 11; of "2": 2φ, φ2, 22; of "1 2": 12.
    let one = 0.7 * 0.6 + 0.1 * 0.1 + 0.7 * 0.1
    let two = 0.2 * 0.6 + 0.1 * 0.3 + 0.2 * 0.3
    func excess(_ target: [Int]) -> Float { excessLoss(logits: logits, target: target, null: 0) }
    #expect(excess([1]) == 0)
    #expect(abs(excess([2]) - Float(log(one / two))) < 1e-5)
    #expect(abs(excess([1, 2]) - Float(log(one / (0.7 * 0.3)))) < 1e-5)
    #expect(abs(excess([]) - Float(log(one / (0.1 * 0.6)))) < 1e-5)
    #expect(excess([1, 1]) == .infinity)
  }

  @Test("a batch has them in the order of its examples, whatever their lengths")
  func batch() throws {
    var configuration = NetworkConfiguration(inputs: 3, outputs: 4)
    configuration.shape.units = 5
    configuration.shape.stackedFrames = 1
    configuration.shape.layers = 1
    let network = try Network(configuration, seed: 3)
    var generator = SeededGenerator(seed: 5)
    let examples = [(4, [1]), (9, [2, 3]), (6, [3])].map { frames, target in
      Example(
        features: Matrix(
          rows: frames, columns: 3,
          elements: (0..<frames * 3).map { _ in generator.uniform(in: -1...1) }),
        target: target)
    }
    func excesses(_ examples: [Example]) -> [Float] {
      let step = TrainingStep(network: network, null: 0, OptimizerConfiguration())
      _ = step.run(examples, learningRate: 0, dropoutSeed: nil)
      return step.excessLosses(of: examples)
    }
    let together = excesses(examples)
    for (example, excess) in zip(examples, together) {
      #expect(abs(excesses([example])[0] - excess) < 1e-4)
    }
    #expect(Set(together).count == 3)
  }
}
