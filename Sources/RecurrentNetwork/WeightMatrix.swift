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

  init(_ entry: ParameterStore.Entry, precision: Precision) {
    self.entry = entry
    forward = PackedWeights(inputs: entry.columns, outputs: entry.rows, precision: precision)
    backward = PackedWeights(inputs: entry.rows, outputs: entry.columns, precision: precision)
  }

  /// What has to be done before the next pass after `parameters` changed, in independent pieces.
  func preparations(_ parameters: ParameterStore, forTraining: Bool) -> [@Sendable () -> Void] {
    let matrix = parameters.view(entry)
    let forward: @Sendable () -> Void = { self.forward.update(from: matrix, transposed: true) }
    let backward: @Sendable () -> Void = { self.backward.update(from: matrix, transposed: false) }
    return forTraining ? [forward, backward] : [forward]
  }
}
