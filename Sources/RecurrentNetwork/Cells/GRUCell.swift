import CKernels
import NumericCore

/// A gated recurrent unit in PyTorch's arrangement, where r gates what comes out of W_hh.
///
///     r, z = σ(a + b_ih + s + b_hh)      n = tanh(a + b_ih + r·(s + b_hh))
///     h_t = (1 − z)·n + z·h_{t-1}
///
/// - Source: Cho et al. 2014; the reset gate behind the product as in cuDNN and `nn.GRU`.
struct GRUCell: RecurrentCell {
  let units: Int

  var gateCount: Int { 3 }
  var keepsSumsApart: Bool { true }
  var hasMemory: Bool { false }

  var vectors: [CellVector] {
    [
      CellVector(name: "bias_ih", count: 3 * units, place: 0),
      CellVector(name: "bias_hh", count: 3 * units, place: 3 * units),
    ]
  }

  func forward(_ step: CellStep) {
    kernels.gru_forward(
      step.rows, units, step.gates, step.sums, step.vectors, step.previousHidden,
      step.previousRows, step.hidden)
  }

  func backward(_ step: CellStep, _ gradient: CellGradient) {
    kernels.gru_backward(
      step.rows, units, step.gates, step.sums, step.previousHidden, step.previousRows,
      gradient.hidden, gradient.previousHidden, gradient.vectors)
  }
}
