import NumericCore

/// The memory of a ``ParameterStore``, as the layers read it and add gradients to it.
///
/// Stores share it until one of them changes; the one that does has it to itself then.
final class ParameterMemory: @unchecked Sendable {
  let values: MatrixBuffer

  init(count: Int) {
    values = MatrixBuffer(rows: 1, columns: count)
  }

  /// The values of one part.
  func view(_ entry: ParameterStore.Entry) -> MatrixView {
    precondition(entry.offset + entry.count <= values.columns, "\(entry.name) of another network")
    return MatrixView(
      base: values.view.base + entry.offset, rows: entry.rows, columns: entry.columns,
      stride: entry.columns)
  }
}
