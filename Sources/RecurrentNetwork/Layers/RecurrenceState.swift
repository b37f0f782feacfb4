import NumericCore

/// What a direction keeps of a forward pass for the way back.
final class RecurrenceState: Sendable {
  /// a, then what the cell leaves there, then the gradient; [rows, gates · units].
  let gates = MatrixBuffer()
  /// s, where it is kept apart.
  let sums = MatrixBuffer()
  /// c, if there is one, and h; [rows, units].
  let memory = MatrixBuffer(), hidden = MatrixBuffer()
  /// y, where it is not h; [rows, outputs].
  let projected = MatrixBuffer()
  /// The step that a sequence goes on from, if its beginning was in an earlier pass.
  let start = StepBuffers()
}

/// Working memory of the way back of one direction, used by one layer after the other.
final class RecurrenceScratch: Sendable {
  /// Gradients for y and, where it is another, h; [rows, outputs] and [rows, units].
  let outputGradient = MatrixBuffer(), hiddenGradient = MatrixBuffer()
  /// The gradient for c, [sequences, units].
  let memoryGradient = MatrixBuffer()
  /// For each frame the y that its step came from.
  let shiftedOutput = MatrixBuffer()
}

extension Recurrence {
  /// Makes room for a pass forward.
  func reshape(_ state: RecurrenceState, rows: Int) {
    let sums = cell.gateCount * cell.units
    state.gates.reshape(rows: rows, columns: sums)
    state.sums.reshape(rows: cell.keepsSumsApart ? rows : 0, columns: sums)
    state.memory.reshape(rows: cell.hasMemory ? rows : 0, columns: cell.units)
    state.hidden.reshape(rows: rows, columns: cell.units)
    state.projected.reshape(rows: hasProjection ? rows : 0, columns: outputs)
  }

  /// Makes room for the way back after the pass of `state`.
  func reshape(_ scratch: RecurrenceScratch, state: RecurrenceState, sequences: Int) {
    let rows = state.gates.rows
    scratch.outputGradient.reshape(rows: rows, columns: outputs)
    scratch.hiddenGradient.reshape(rows: hasProjection ? rows : 0, columns: cell.units)
    scratch.memoryGradient.reshape(rows: sequences, columns: cell.hasMemory ? cell.units : 0)
    scratch.shiftedOutput.reshape(rows: rows, columns: outputs)
  }

  /// s, or a where s was added onto it.
  func sums(_ state: RecurrenceState) -> MatrixView {
    (cell.keepsSumsApart ? state.sums : state.gates).view
  }

  /// y, [rows, outputs].
  func output(_ state: RecurrenceState) -> MatrixView {
    (hasProjection ? state.projected : state.hidden).view
  }

  /// Copies to `shifted` the output that each frame's step came from; zeros at the start.
  func shift(_ state: RecurrenceState, layout: RaggedLayout, into shifted: MatrixView) {
    let output = output(state)
    let all = 0..<layout.lengths.count
    for t in 0..<layout.steps {
      guard let rows = StepRows(t, previous: previousStep(t), all, layout) else { continue }
      let found = rows.previous?.count ?? 0
      if let before = rows.previous {
        shifted.rows(rows.current.prefix(found)).copy(output.rows(before))
      }
      shifted.rows(rows.current.dropFirst(found)).fill(0)
    }
  }
}

/// The rows of some sequences at one step, and those of the step they continue.
struct StepRows {
  let current: Range<Int>
  /// The first `previous.count` of `current` continue these; nil when none does.
  let previous: Range<Int>?

  init?(_ t: Int, previous: Int, _ sequences: Range<Int>, _ layout: RaggedLayout) {
    guard let current = layout.rows(at: t, of: sequences) else { return nil }
    self.current = current
    self.previous = layout.rows(at: previous, of: sequences).map { $0.prefix(current.count) }
  }
}

extension RaggedLayout {
  /// The rows of some sequences at step `t`; nil when none has one.
  func rows(at t: Int, of sequences: Range<Int>) -> Range<Int>? {
    let last = min(sequences.upperBound, active(t))
    guard last > sequences.lowerBound else { return nil }
    return offsets[t] + sequences.lowerBound..<offsets[t] + last
  }
}
