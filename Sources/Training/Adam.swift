import CKernels
import NumericCore
package import RecurrentNetwork

/// Adam with decoupled weight decay (AdamW).
///
/// - Source: Kingma and Ba, ICLR 2015; Loshchilov and Hutter, ICLR 2019, algorithm 2.
package final class Adam {
  /// Moving averages of the gradients and of their squares.
  package let first, second: ParameterStore
  /// Steps taken so far.
  package var steps = 0
  private let configuration: OptimizerConfiguration

  /// An optimizer for parameters arranged like `parameters`.
  package init(for parameters: ParameterStore, _ configuration: OptimizerConfiguration) {
    first = parameters.zeros()
    second = parameters.zeros()
    self.configuration = configuration
  }

  /// Takes one step down the `gradients`, each multiplied by `gradientScale` first.
  package func update(
    _ parameters: ParameterStore, gradients: ParameterStore, gradientScale: Float,
    learningRate: Float
  ) {
    steps += 1
    let (beta1, beta2) = (configuration.beta1, configuration.beta2)
    let rate = learningRate / (1 - power(beta1, steps))
    let secondCorrection = 1 / (1 - power(beta2, steps))
    let decay = 1 - learningRate * configuration.weightDecay
    ThreadPool.shared.perform(parameters.count, inBlocksOf: 65536) { range in
      let start = range.lowerBound
      kernels.adam(
        range.count, parameters.all + start, gradients.all + start, first.all + start,
        second.all + start, gradientScale, rate, beta1, beta2, secondCorrection,
        configuration.epsilon, decay)
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

/// The settings of the optimizer.
public struct OptimizerConfiguration: Sendable, Equatable, Codable {
  /// The learning rate at its highest.
  public var learningRate: Float = 2e-3
  /// The decay of the average of gradients.
  public var beta1: Float = 0.9
  /// The decay of the average of squared gradients.
  public var beta2: Float = 0.98
  /// What keeps the step finite where gradients vanish.
  public var epsilon: Float = 1e-8
  /// The share of itself that each weight loses in a step, times the learning rate.
  public var weightDecay: Float = 0.01
  /// Gradients longer than this are shortened to it; 0 leaves them alone.
  public var clipNorm: Float = 5
  /// Components of the gradient beyond ± this become ± this, before the norm is taken; 0 leaves
  /// them alone.
  public var clipValue: Float = 0

  /// AdamW with a highest learning rate of 0.002.
  public init() {}
}
