import CKernels
import LinearAlgebra
import NumericCore

/// The affine map from the last recurrent layer to logits: y = x·Wᵀ + b, W [C, D].
final class OutputLayer: Sendable {
  private let weights, bias: ParameterStore.Entry
  private let forwardWeights, backwardWeights: PackedWeights
  private let precision: Precision

  init(weights: ParameterStore.Entry, bias: ParameterStore.Entry, precision: Precision) {
    self.precision = precision
    self.weights = weights
    self.bias = bias
    forwardWeights = PackedWeights(
      inputs: weights.columns, outputs: weights.rows, precision: precision)
    backwardWeights = PackedWeights(
      inputs: weights.rows, outputs: weights.columns, precision: precision)
  }

  func preparations(_ parameters: ParameterStore, forTraining: Bool) -> [@Sendable () -> Void] {
    let view = parameters.view(weights)
    var pieces: [@Sendable () -> Void] = [
      { self.forwardWeights.update(from: view, transposed: true) }
    ]
    if forTraining {
      pieces.append { self.backwardWeights.update(from: view, transposed: false) }
    }
    return pieces
  }

  func forward(_ input: MatrixView, parameters: ParameterStore, into logits: MatrixView) {
    let offset = parameters.view(bias)
    for r in 0..<logits.rows { logits.row(r).update(from: offset.base, count: logits.columns) }
    forwardWeights.multiplyInParallel(input, into: logits, accumulating: true)
  }

  func backward(
    _ input: MatrixView, logitGradient: MatrixView, inputGradient: MatrixView,
    gradients: ParameterStore, scratch: OperandBuffer
  ) {
    scratch.follow(logitGradient, precision: precision)
    scratch.update(0..<logitGradient.rows)
    TransposedProduct.perform([
      TransposedProduct(scratch.operand, input, addedTo: gradients.view(weights))
    ])
    kernels.add_column_sums(
      logitGradient.base, logitGradient.stride, logitGradient.rows, logitGradient.columns,
      gradients.view(bias).base)
    backwardWeights.multiplyInParallel(logitGradient, into: inputGradient)
  }
}
