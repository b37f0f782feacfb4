import CKernels
import NumericCore

/// Long short-term memory.
///
///     i, f, o = σ(a + s + b)      g = tanh(a + s + b)
///     c_t = f·c_{t-1} + i·g       h_t = o·tanh(c_t)
///
/// With peepholes, a diagonal weight each, i and f also see c_{t-1} and o sees c_t.
///
/// - Source: Hochreiter and Schmidhuber 1997; Gers, Schmidhuber and Cummins 2000 (f); Gers,
///   Schraudolph and Schmidhuber 2002 (peepholes).  Gates in PyTorch's order i, f, g, o.
struct LSTMCell: RecurrentCell {
  let units: Int
  var hasPeepholes = false

  var gateCount: Int { 4 }
  var keepsSumsApart: Bool { false }
  var hasMemory: Bool { true }

  /// Two biases, of which the forget gates' is one in all, so that a cell remembers until it has
  /// learned to forget; peepholes in the order i, f, o.
  var vectors: [CellVector] {
    let forget = units..<2 * units
    let biases = [
      CellVector(name: "bias_ih", count: 4 * units, place: 0, initial: (forget, 1)),
      CellVector(name: "bias_hh", count: 4 * units, place: 0, initial: (forget, 0)),
    ]
    let peepholes = CellVector(name: "weight_peephole", count: 3 * units, place: 4 * units)
    return hasPeepholes ? biases + [peepholes] : biases
  }

  func forward(_ step: CellStep) {
    kernels.lstm_forward(
      step.rows, units, step.gates, step.vectors, hasPeepholes ? step.vectors + 4 * units : nil,
      step.previousMemory, step.previousRows, step.memory, step.hidden, step.nextGates)
  }

  func backward(_ step: CellStep, _ gradient: CellGradient) {
    kernels.lstm_backward(
      step.rows, units, step.gates, hasPeepholes ? step.vectors + 4 * units : nil, step.memory,
      step.previousMemory, step.previousRows, gradient.hidden, gradient.memory, gradient.vectors,
      hasPeepholes ? gradient.vectors + 4 * units : nil, step.nextGates)
  }
}
