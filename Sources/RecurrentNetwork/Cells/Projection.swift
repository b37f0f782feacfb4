import CKernels
import LinearAlgebra
import NumericCore

/// What stands between a cell and all that sees its layer, the next step included.
///
///     y_t = W_hr h_t                  (LSTM with projection; Sak, Senior and Beaufays 2014)
///     y_t = g(W_hr h_t + b_hr)        (Jordan's network)
struct Projection: Sendable {
  let weights: WeightMatrix
  /// g, which comes with a bias.
  let activation: Activation?

  /// y of some rows.
  func forward(_ hidden: MatrixView, bias: UnsafePointer<Float>, into output: MatrixView) {
    weights.forward.multiply(hidden, into: output)
    guard let activation else { return }
    kernels.activation_forward(
      activation.kernel, output.rows, output.columns, output.base, bias, output.base)
  }

  /// The way back through g: `gradient`, that for `output`, becomes that for what g was applied to.
  func backward(
    _ output: MatrixView, gradient: MatrixView, biasGradient: UnsafeMutablePointer<Float>
  ) {
    guard let activation else { return }
    kernels.activation_backward(
      activation.kernel, output.rows, output.columns, output.base, gradient.base, gradient.base,
      biasGradient)
  }
}
