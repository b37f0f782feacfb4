public import NumericCore

/// Appends deltas to features that arrive piece by piece.
///
/// However features are cut into pieces, the rows are bit for bit those that ``DeltaFeatures`` gives
/// for all of them at once.  They come `order * window` frames late, and memory holds twice as many.
///
///     var deltas = DeltaFeatures().stream()
///     while let rows = nextRows() { use(deltas.append(rows)) }
///     use(deltas.finish())
public struct DeltaStream: Sendable {
  private let deltas: DeltaFeatures
  /// The rows that those to come still need, and behind them those that wait for their right side.
  private var rows: Matrix?
  /// How many of ``rows`` have been given.
  private var givenCount = 0

  init(_ deltas: DeltaFeatures) {
    self.deltas = deltas
  }

  /// Takes the next rows, shape `[frames, columns]`.
  ///
  /// - Returns: the rows whose right side is complete now, with their deltas; shape
  ///   `[frames, (order + 1) columns]`, often without a row.
  /// - Precondition: the number of columns stays the same.
  public mutating func append(_ features: Matrix) -> Matrix {
    let known = rows?.elements ?? []
    let rows = Matrix(
      rows: known.count / max(features.columns, 1) + features.rows, columns: features.columns,
      elements: known + features.elements)
    return give(max(givenCount, rows.rows - deltas.reach), of: rows)
  }

  /// Ends the signal; the next row begins another one.
  ///
  /// - Returns: the last rows with their deltas; none if there never was a row.
  public mutating func finish() -> Matrix {
    defer { self = DeltaStream(deltas) }
    guard let rows else { return Matrix(rows: 0, columns: 0) }
    return give(rows.rows, of: rows)
  }

  /// Gives `rows` up to `end`, and keeps what later ones need.
  private mutating func give(_ end: Int, of rows: Matrix) -> Matrix {
    let result = deltas.appended(to: rows).rows(givenCount..<end)
    let unused = max(0, end - deltas.reach)
    self.rows = rows.rows(unused..<rows.rows)
    givenCount = end - unused
    return result
  }
}
