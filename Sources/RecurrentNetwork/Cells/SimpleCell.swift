import CKernels
import NumericCore

/// A unit of the simple recurrent networks: h_t = g(a + s + b).
///
/// Fed back as it is, it makes Elman's network; behind a ``Projection`` with a function of its own,
/// Jordan's.
///
/// - Source: Elman 1990; Jordan 1986.
struct SimpleCell: RecurrentCell {
  let units: Int
  /// g.
  let activation: Activation

  var gateCount: Int { 1 }
  var keepsSumsApart: Bool { false }
  var hasMemory: Bool { false }

  var vectors: [CellVector] {
    ["bias_ih", "bias_hh"].map { CellVector(name: $0, count: units, place: 0) }
  }

  func forward(_ step: CellStep) {
    kernels.activation_forward(
      activation.kernel, step.rows, units, step.gates, step.vectors, step.hidden)
  }

  func backward(_ step: CellStep, _ gradient: CellGradient) {
    kernels.activation_backward(
      activation.kernel, step.rows, units, step.hidden, gradient.hidden, step.gates,
      gradient.vectors)
  }
}

extension Activation {
  /// What the kernels call the function.
  var kernel: ck_activation {
    switch self {
    case .linear: CK_LINEAR
    case .tanh: CK_TANH
    case .relu: CK_RELU
    case .sigmoid: CK_SIGMOID
    }
  }
}
