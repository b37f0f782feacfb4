import NumericCore

/// What a layer of one direction says at a step of one sequence, from which the next one follows.
struct StepValues: Sendable {
  /// c, if there is one, h, and y where it is not h.
  let memory, hidden, projected: [Float]
}

/// ``StepValues`` in the memory of a pass; without a row where sequences begin.
final class StepBuffers: Sendable {
  let memory = MatrixBuffer(), hidden = MatrixBuffer(), projected = MatrixBuffer()

  /// Takes the values of a step, or none.
  func set(_ step: StepValues?) {
    for (buffer, values) in [
      (memory, step?.memory), (hidden, step?.hidden), (projected, step?.projected),
    ] {
      let values = values ?? []
      buffer.reshape(rows: values.isEmpty ? 0 : 1, columns: values.count)
      buffer.view.base.update(from: values, count: values.count)
    }
  }
}

/// The step that a step continues.
struct EarlierStep {
  /// y of the sequences that go on, [rows, outputs].
  let output: MatrixView
  /// c and h of the first of them.
  let memory, hidden: UnsafePointer<Float>
}

extension Recurrence {
  /// The step that the one at `rows` continues: of this pass, or the one that the pass goes on from.
  func earlier(than rows: StepRows, _ state: RecurrenceState) -> EarlierStep? {
    if let before = rows.previous {
      return EarlierStep(
        output: output(state).rows(before),
        memory: UnsafePointer(state.memory.view.row(before.lowerBound)),
        hidden: UnsafePointer(state.hidden.view.row(before.lowerBound)))
    }
    let start = state.start
    guard start.hidden.rows > 0 else { return nil }
    return EarlierStep(
      output: (hasProjection ? start.projected : start.hidden).view,
      memory: UnsafePointer(start.memory.view.base), hidden: UnsafePointer(start.hidden.view.base))
  }

  /// The values of the last step of the only sequence.
  func lastStep(_ state: RecurrenceState) -> StepValues {
    func last(_ buffer: MatrixBuffer) -> [Float] {
      guard buffer.rows > 0 else { return [] }
      return Array(
        UnsafeBufferPointer(start: buffer.view.row(buffer.rows - 1), count: buffer.columns))
    }
    return StepValues(
      memory: last(state.memory), hidden: last(state.hidden), projected: last(state.projected))
  }
}
