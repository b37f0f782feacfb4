import CKernels
import NumericCore
package import RecurrentNetwork

/// Adam with decoupled weight decay (AdamW), or with the decay in the gradient.
///
/// - Source: Kingma and Ba, ICLR 2015; Loshchilov and Hutter, ICLR 2019, algorithm 2.
package final class Adam: Optimizer {
  /// Moving averages of the gradients and of their squares.
  package let first, second: ParameterStore
  package var steps = 0
  package var state: [(name: String, values: ParameterStore)] {
    [("first", first), ("second", second)]
  }
  private let configuration: OptimizerConfiguration

  /// An optimizer for parameters arranged like `parameters`.
  package init(for parameters: ParameterStore, _ configuration: OptimizerConfiguration) {
    first = parameters.zeros()
    second = parameters.zeros()
    self.configuration = configuration
  }

  package func update(
    _ parameters: ParameterStore, gradients: ParameterStore, gradientScale: Float,
    learningRate: Float
  ) {
    steps += 1
    let (beta1, beta2) = (configuration.beta1, configuration.beta2)
    let rate = learningRate / (1 - power(beta1, steps))
    let secondCorrection = 1 / (1 - power(beta2, steps))
    let isDecoupled = configuration.kind == .adamw
    let decay = isDecoupled ? 1 - learningRate * configuration.weightDecay : 1
    let penalty = isDecoupled ? 0 : configuration.weightDecay
    ThreadPool.shared.perform(parameters.count, inBlocksOf: 65536) { range in
      let start = range.lowerBound
      kernels.adam(
        range.count, parameters.all + start, gradients.all + start, first.all + start,
        second.all + start, gradientScale, rate, beta1, beta2, secondCorrection,
        configuration.epsilon, decay, penalty)
    }
  }

  private func power(_ base: Float, _ exponent: Int) -> Float {
    var result = 1.0
    var (square, rest) = (Double(base), exponent)
    while rest > 0 {
      if rest & 1 == 1 { result *= square }
      square *= square
      rest >>= 1
    }
    return Float(result)
  }
}
