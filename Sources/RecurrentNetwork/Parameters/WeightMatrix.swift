import LinearAlgebra
import NumericCore

/// A matrix W [N, K] among the parameters, packed for the products of both ways.
final class WeightMatrix: Sendable {
  /// The parameter.
  let entry: ParameterStore.Entry
  /// Wᵀ: outputs are inputs · Wᵀ.
  let forward: PackedWeights
  /// W: the gradient for inputs is that for outputs · W.
  let backward: PackedWeights
  private let precision: Precision
  private let isFedBack: Bool

  /// - Parameters:
  ///   - entry: the parameter.
  ///   - precision: of the operands of products.
  ///   - isFedBack: whether it stands in the loop over time, where each sequence is a row.
  init(_ entry: ParameterStore.Entry, precision: Precision, isFedBack: Bool = false) {
    self.entry = entry
    (self.precision, self.isFedBack) = (precision, isFedBack)
    forward = PackedWeights(inputs: entry.columns, outputs: entry.rows, precision: precision)
    backward = PackedWeights(inputs: entry.rows, outputs: entry.columns, precision: precision)
  }

  /// What has to be done before the next pass after `parameters` changed, in independent pieces.
  func preparations(_ parameters: ParameterMemory, forTraining: Bool) -> [@Sendable () -> Void] {
    let matrix = parameters.view(entry)
    let (few, one): (PackedWeights.Rows, PackedWeights.Rows) =
      isFedBack ? (.few, .one) : (.many, .many)
    let forward: @Sendable () -> Void = {
      self.forward.update(from: matrix, transposed: true, for: forTraining ? few : one)
    }
    let backward: @Sendable () -> Void = {
      self.backward.update(from: matrix, transposed: false, for: few)
    }
    return forTraining ? [forward, backward] : [forward]
  }

  /// The product that adds to `gradients` what the gradient for `outputs` gives W.
  func gradient(
    outputs: MatrixView, inputs: MatrixView, gradients: ParameterMemory
  ) -> TransposedProduct {
    TransposedProduct(outputs, inputs, addedTo: gradients.view(entry), precision: precision)
  }
}
