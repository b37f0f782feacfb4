import CKernels
package import NumericCore

/// A matrix as products read it, without gaps between its rows: its elements, or the bf16 numbers
/// that stand for them.
package struct Operand: @unchecked Sendable {
  package let rows: Int
  package let columns: Int
  /// Elements of single precision, or rounded to bf16.
  let elements: UnsafeMutableRawPointer
  /// What rounding left, rounded to bf16, if that counts.
  let rest: UnsafeMutableRawPointer?
  let precision: Precision

  /// The rows of `range`.
  package func rows(_ range: Range<Int>) -> Operand {
    precondition(range.lowerBound >= 0 && range.upperBound <= rows, "rows \(range) of \(rows)")
    let offset = range.lowerBound * columns * precision.elementSize
    return Operand(
      rows: range.count, columns: columns, elements: elements + offset,
      rest: rest.map { $0 + offset }, precision: precision)
  }

  /// Takes the elements of `matrix`, of the same shape.
  func update(from matrix: MatrixView) {
    precondition(matrix.rows == rows && matrix.columns == columns, "shapes differ")
    for r in 0..<rows {
      let first = r * columns
      if precision == .f32 {
        (elements.assumingMemoryBound(to: Float.self) + first)
          .update(from: matrix.row(r), count: columns)
      } else {
        kernels.split_halves(
          matrix.row(r), columns, elements.assumingMemoryBound(to: UInt16.self) + first,
          rest.map { $0.assumingMemoryBound(to: UInt16.self) + first })
      }
    }
  }

  /// Takes the elements of some columns of another operand, of as many rows.
  func copy(_ range: Range<Int>, of other: Operand) {
    precondition(rows == other.rows && columns == range.count, "shapes differ")
    let size = precision.elementSize
    for (to, from) in [(elements, other.elements), (rest, other.rest)] {
      guard let to, let from else { continue }
      for r in 0..<rows {
        (to + r * columns * size).copyMemory(
          from: from + (r * other.columns + range.lowerBound) * size, byteCount: columns * size)
      }
    }
  }

  /// Sets every element to 0.
  func clear() {
    for part in [elements, rest] {
      part?.initializeMemory(
        as: UInt8.self, repeating: 0, count: rows * columns * precision.elementSize)
    }
  }

  /// The elements of an operand of single precision.
  var matrix: MatrixView {
    precondition(precision == .f32, "elements that are not of single precision")
    return MatrixView(
      base: elements.assumingMemoryBound(to: Float.self), rows: rows, columns: columns,
      stride: columns)
  }

  /// Products of bf16 numbers take rows of their right operand in multiples of this.
  package static let rowMultiple = 32

  /// Calls `body` with `matrix`, which has no gaps, as an operand for a ``TransposedProduct``.
  package static func with<R>(
    _ matrix: MatrixView, precision: Precision, _ body: (Operand) -> R
  ) -> R {
    guard precision != .f32 else { return body(Operand(matrix)) }
    let rows = matrix.rows + rowMultiple
    return withScratch(rows: rows, columns: matrix.columns, precision: precision) { operand in
      operand.rows(0..<matrix.rows).update(from: matrix)
      operand.rows(matrix.rows..<rows).clear()
      return body(operand)
    }
  }

  /// Calls `body` with an operand in working memory, without values.
  static func withScratch<R>(
    rows: Int, columns: Int, precision: Precision, _ body: (Operand) -> R
  ) -> R {
    let floats = Self.floats(rows: rows, columns: columns, precision: precision)
    return ScratchMemory.withFloats(floats) { memory in
      body(Operand(memory, rows: rows, columns: columns, precision: precision))
    }
  }

  /// An operand in memory of ``floats(rows:columns:precision:)``.
  init(_ memory: UnsafeMutablePointer<Float>, rows: Int, columns: Int, precision: Precision) {
    let elements = UnsafeMutableRawPointer(memory)
    self.init(
      rows: rows, columns: columns, elements: elements,
      rest: precision == .bf16x2 ? elements + rows * columns * precision.elementSize : nil,
      precision: precision)
  }

  /// The memory that an operand takes, in floats.
  static func floats(rows: Int, columns: Int, precision: Precision) -> Int {
    let count = rows * columns
    return precision == .bf16 ? (count + 1) / 2 : count
  }

  private init(
    rows: Int, columns: Int, elements: UnsafeMutableRawPointer, rest: UnsafeMutableRawPointer?,
    precision: Precision
  ) {
    self.rows = rows
    self.columns = columns
    self.elements = elements
    self.rest = rest
    self.precision = precision
  }
}

extension Operand {
  /// A matrix without gaps as an operand of single precision, in place.
  package init(_ matrix: MatrixView) {
    precondition(matrix.stride == matrix.columns, "an operand with gaps")
    self.init(
      rows: matrix.rows, columns: matrix.columns, elements: UnsafeMutableRawPointer(matrix.base),
      rest: nil, precision: .f32)
  }
}

/// A matrix beside the operand that stands for it: the matrix itself in single precision, or a copy
/// that is brought up to date row by row.
package final class OperandBuffer: @unchecked Sendable {
  private let copy = MatrixBuffer()
  private var matrix: MatrixView?
  private var stored: Operand?

  package init() {}

  /// Stands for `matrix` from now on; its rows have to be updated.
  package func follow(_ matrix: MatrixView, precision: Precision) {
    self.matrix = matrix
    if precision == .f32 {
      stored = Operand(matrix)
      return
    }
    // Rows of zeros behind the last one fill up what a product takes at once.
    let rows = matrix.rows + Operand.rowMultiple
    copy.reshape(
      rows: 1,
      columns: Operand.floats(rows: rows, columns: matrix.columns, precision: precision))
    let all = Operand(copy.view.base, rows: rows, columns: matrix.columns, precision: precision)
    all.rows(matrix.rows..<rows).clear()
    stored = all
  }

  /// Brings some rows up to date with the matrix.
  package func update(_ rows: Range<Int>) {
    guard let matrix, let stored, stored.precision != .f32 else { return }
    stored.rows(rows).update(from: matrix.rows(rows))
  }

  /// The operand, and rows of zeros behind it unless it is of single precision.
  package var operand: Operand {
    guard let stored else { preconditionFailure("an operand of no matrix") }
    return stored
  }
}
