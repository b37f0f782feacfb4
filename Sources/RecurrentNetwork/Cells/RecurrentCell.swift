/// What a recurrent layer does between its matrix products, in one step of many sequences: all in
/// which one kind of cell differs from another.
///
/// A ``Recurrence`` owns time and the products; for each step it gives its cell
///
///     a = W_ih x_t        s = W_hh y_{t-1}        v, the vectors among the parameters
///
/// and takes h_t [rows, ``units``] from it.  A new kind of cell is a type that conforms to this
/// protocol, with a kernel each way, and a case of ``CellKind``.
protocol RecurrentCell: Sendable {
  /// The width of h.
  var units: Int { get }
  /// The width of a and s, in units: 4 for an LSTM.
  var gateCount: Int { get }
  /// Whether a and s reach the cell apart; if not, s is added onto a.
  var keepsSumsApart: Bool { get }
  /// Whether there is a state c [rows, ``units``] beside h.
  var hasMemory: Bool { get }
  /// The vectors among the parameters, which a step sees side by side in one row.
  var vectors: [CellVector] { get }

  /// Computes h, and c if there is one; leaves in a, s and c what the way back needs.
  func forward(_ step: CellStep)
  /// Replaces what ``forward(_:)`` left in a, and in s if it is apart, by their gradients.
  func backward(_ step: CellStep, _ gradient: CellGradient)
}

extension RecurrentCell {
  /// The length of the row of all vectors.
  var vectorCount: Int { vectors.map(\.places.upperBound).max() ?? 0 }
}

/// A vector among the parameters of a cell.
struct CellVector: Sendable {
  /// PyTorch's name, without layer and direction.
  let name: String
  let count: Int
  /// Where it begins in the row of all vectors; those in the same place are summed up.
  let place: Int
  /// Elements that begin with a value of their own.
  var initial: (range: Range<Int>, value: Float)?

  /// The places that it takes.
  var places: Range<Int> { place..<place + count }
}

/// One step's rows of all that a cell reads and writes.
///
/// The first ``previousRows`` rows continue those of the step before, the others begin with zeros.
struct CellStep {
  let rows, previousRows: Int
  /// a, [rows, gates · units].
  let gates: UnsafeMutablePointer<Float>
  /// s, [rows, gates · units], undefined in rows that begin; a itself if s was added onto it.
  let sums: UnsafeMutablePointer<Float>
  /// The row of all vectors.
  let vectors: UnsafeMutablePointer<Float>
  /// c and h, [rows, units].
  let memory, hidden: UnsafeMutablePointer<Float>
  let previousMemory, previousHidden: UnsafePointer<Float>?
  /// a of the step that is computed after this one.
  let nextGates: UnsafePointer<Float>?
}

/// What goes with a ``CellStep`` on the way back.
struct CellGradient {
  /// The gradient for h, complete.
  let hidden: UnsafePointer<Float>
  /// To be added to: what reaches the h before by no product; not behind a projection, which feeds
  /// back no h.
  let previousHidden: UnsafeMutablePointer<Float>?
  /// Comes with the gradient that the step after left for c, leaves with that for the step before.
  let memory: UnsafeMutablePointer<Float>
  /// To be added to: the gradient for all vectors.
  let vectors: UnsafeMutablePointer<Float>
}
