import CKernels
import NumericCore

extension Optimizer {
  /// A step of Adam with decoupled weight decay (AdamW), or with the decay in the gradient; the state are
  /// moving averages of the gradients and of their squares.
  ///
  /// - Source: Kingma and Ba, ICLR 2015; Loshchilov and Hutter, ICLR 2019, algorithm 2.
  mutating func adam(
    _ parameters: inout ParameterStore, _ gradients: ParameterStore, gradientScale: Float,
    learningRate: Float
  ) {
    let (beta1, beta2) = (configuration.beta1, configuration.beta2)
    let rate = learningRate / (1 - power(beta1, steps))
    let secondCorrection = 1 / (1 - power(beta2, steps))
    let isDecoupled = configuration.kind == .adamw
    let decay = isDecoupled ? 1 - learningRate * configuration.weightDecay : 1
    let penalty = isDecoupled ? 0 : configuration.weightDecay
    let weights = parameters.unsharedMemory().values.view.base
    let first = state[0].values.unsharedMemory().values.view.base
    let second = state[1].values.unsharedMemory().values.view.base
    gradients.withUnsafePointer { gradients in
      nonisolated(unsafe) let (weights, gradients, first, second) = (
        weights, gradients, first, second
      )
      ThreadPool.shared.perform(parameters.count, inBlocksOf: 65536) {
        [epsilon = configuration.epsilon] range in
        let start = range.lowerBound
        kernels.adam(
          range.count, weights + start, gradients + start, first + start, second + start,
          gradientScale, rate, beta1, beta2, secondCorrection, epsilon, decay, penalty)
      }
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
