import CKernels
import NumericCore
package import RecurrentNetwork

/// Stochastic gradient descent, with momentum or without, as `torch.optim.SGD`.
///
/// - Source: Sutskever, Martens, Dahl and Hinton, ICML 2013 (momentum of Polyak and of Nesterov).
package final class GradientDescent: Optimizer {
  private let velocity: ParameterStore?
  package var steps = 0
  package var state: [(name: String, values: ParameterStore)] {
    velocity.map { [("velocity", $0)] } ?? []
  }
  private let configuration: OptimizerConfiguration

  /// An optimizer for parameters arranged like `parameters`.
  package init(for parameters: ParameterStore, _ configuration: OptimizerConfiguration) {
    velocity = configuration.momentum > 0 ? parameters.zeros() : nil
    self.configuration = configuration
  }

  package func update(
    _ parameters: ParameterStore, gradients: ParameterStore, gradientScale: Float,
    learningRate: Float
  ) {
    steps += 1
    ThreadPool.shared.perform(parameters.count, inBlocksOf: 65536) { range in
      let start = range.lowerBound
      kernels.descent(
        range.count, parameters.all + start, gradients.all + start,
        velocity.map { $0.all + start }, gradientScale, learningRate, configuration.momentum,
        configuration.nesterov ? 1 : 0, configuration.weightDecay)
    }
  }
}
