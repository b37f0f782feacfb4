import CKernels
import LinearAlgebra
import NumericCore

/// The affine map from the last recurrent layer to logits: y = x·Wᵀ + b, W [C, D].
final class OutputLayer: Sendable {
  private let weights: WeightMatrix
  private let bias: ParameterStore.Entry

  init(weights: ParameterStore.Entry, bias: ParameterStore.Entry, precision: Precision) {
    self.weights = WeightMatrix(weights, precision: precision)
    self.bias = bias
  }

  func preparations(_ parameters: ParameterMemory, forTraining: Bool) -> [@Sendable () -> Void] {
    weights.preparations(parameters, forTraining: forTraining)
  }

  func forward(_ input: MatrixView, parameters: ParameterMemory, into logits: MatrixView) {
    let offset = parameters.view(bias)
    for r in 0..<logits.rows { logits.row(r).update(from: offset.base, count: logits.columns) }
    weights.forward.multiplyInParallel(input, into: logits, accumulating: true)
  }

  func backward(
    _ input: MatrixView, logitGradient: MatrixView, inputGradient: MatrixView,
    gradients: ParameterMemory
  ) {
    TransposedProduct.perform([
      weights.gradient(outputs: logitGradient, inputs: input, gradients: gradients)
    ])
    kernels.add_column_sums(
      logitGradient.base, logitGradient.stride, logitGradient.rows, logitGradient.columns,
      gradients.view(bias).base)
    weights.backward.multiplyInParallel(logitGradient, into: inputGradient)
  }
}
