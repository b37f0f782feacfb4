import CKernels

/// A block of floats in memory, aligned to 64 bytes, that lives as long as the object: the working
/// memory of the numeric modules.
///
/// The owner decides who writes which rows when; the object only keeps the memory.  That is why it
/// may cross threads: tasks that run at the same time write disjoint rows or columns.
package final class MatrixBuffer: @unchecked Sendable {
  private var memory: UnsafeMutablePointer<Float>
  private var capacity: Int
  /// The number of rows in use.
  package private(set) var rows = 0
  /// The number of floats in a row.
  package private(set) var columns = 0

  /// Memory for `rows` by `columns` zeros.
  package init(rows: Int = 0, columns: Int = 0) {
    capacity = max(rows * columns, 16)
    memory = AlignedMemory.allocate(floats: capacity)
    self.rows = rows
    self.columns = columns
    view.fill(0)
  }

  deinit {
    AlignedMemory.deallocate(memory, floats: capacity)
  }

  /// Changes the shape; elements are undefined afterwards.
  ///
  /// Memory only ever grows, so that a buffer used again and again stops allocating.
  package func reshape(rows: Int, columns: Int) {
    if rows * columns > capacity {
      AlignedMemory.deallocate(memory, floats: capacity)
      capacity = rows * columns
      memory = AlignedMemory.allocate(floats: capacity)
    }
    self.rows = rows
    self.columns = columns
  }

  /// The whole buffer as a view.
  package var view: MatrixView {
    MatrixView(base: memory, rows: rows, columns: columns, stride: columns)
  }
}

/// A rectangle inside memory that somebody else keeps alive; row `r` starts at `base + r * stride`.
package struct MatrixView: @unchecked Sendable {
  package let base: UnsafeMutablePointer<Float>
  package let rows: Int
  package let columns: Int
  package let stride: Int

  package init(base: UnsafeMutablePointer<Float>, rows: Int, columns: Int, stride: Int) {
    self.base = base
    self.rows = rows
    self.columns = columns
    self.stride = stride
  }

  /// The first element of row `index`.
  package func row(_ index: Int) -> UnsafeMutablePointer<Float> {
    base + index * stride
  }

  /// The rows of `range`.
  package func rows(_ range: Range<Int>) -> MatrixView {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= rows, "rows \(range) of \(rows)")
    return MatrixView(
      base: row(range.lowerBound), rows: range.count, columns: columns, stride: stride)
  }

  /// The columns of `range`.
  package func columns(_ range: Range<Int>) -> MatrixView {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= columns, "columns \(range) of \(columns)")
    return MatrixView(
      base: base + range.lowerBound, rows: rows, columns: range.count, stride: stride)
  }

  /// Sets every element to `value`.
  package func fill(_ value: Float) {
    for r in 0..<rows { row(r).update(repeating: value, count: columns) }
  }

  /// Copies the elements of `source`, of the same shape.
  package func copy(_ source: MatrixView) {
    precondition(rows == source.rows && columns == source.columns, "shapes differ")
    for r in 0..<rows { row(r).update(from: source.row(r), count: columns) }
  }

  /// Adds the elements of `source`, of the same shape.
  package func add(_ source: MatrixView) {
    precondition(rows == source.rows && columns == source.columns, "shapes differ")
    for r in 0..<rows { kernels.add_scaled(1, source.row(r), row(r), columns) }
  }

  /// The elements as a matrix of their own.
  package var matrix: Matrix {
    Matrix(rows: rows, columns: columns) { destination in
      for r in 0..<rows {
        (destination + r * columns).update(from: row(r), count: columns)
      }
    }
  }
}
