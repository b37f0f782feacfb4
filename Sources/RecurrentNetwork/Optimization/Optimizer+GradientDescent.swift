import CKernels
import NumericCore

extension Optimizer {
  /// A step of stochastic gradient descent, with momentum or without, as `torch.optim.SGD`; the state is
  /// the velocity, if there is momentum.
  ///
  /// - Source: Sutskever, Martens, Dahl and Hinton, ICML 2013 (momentum of Polyak and of Nesterov).
  mutating func descend(
    _ parameters: inout ParameterStore, _ gradients: ParameterStore, gradientScale: Float,
    learningRate: Float
  ) {
    let weights = parameters.unsharedMemory().values.view.base
    let velocity =
      state.isEmpty ? nil : state[0].values.unsharedMemory().values.view.base
    gradients.withUnsafePointer { gradients in
      nonisolated(unsafe) let (weights, gradients, velocity) = (weights, gradients, velocity)
      ThreadPool.shared.perform(parameters.count, inBlocksOf: 65536) { [configuration] range in
        let start = range.lowerBound
        kernels.descent(
          range.count, weights + start, gradients + start, velocity.map { $0 + start },
          gradientScale, learningRate, configuration.momentum, configuration.nesterov ? 1 : 0,
          configuration.weightDecay)
      }
    }
  }
}
