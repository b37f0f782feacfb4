/// A row-major matrix of single-precision numbers: features, logits, log-probabilities.
public struct Matrix: Sendable, Equatable {
  /// The number of rows; frames, for everything in time.
  public let rows: Int
  /// The number of columns; feature dimensions, or symbols.
  public let columns: Int
  /// All elements, one row after the other.
  public private(set) var elements: [Float]

  /// Wraps `elements`, one row after the other.
  ///
  /// - Precondition: `elements.count == rows * columns`.
  public init(rows: Int, columns: Int, elements: [Float]) {
    precondition(
      elements.count == rows * columns,
      "\(elements.count) elements are no \(rows) × \(columns) matrix")
    self.rows = rows
    self.columns = columns
    self.elements = elements
  }

  /// A matrix with every element equal to `value`.
  public init(rows: Int, columns: Int, repeating value: Float = 0) {
    self.init(
      rows: rows, columns: columns, elements: [Float](repeating: value, count: rows * columns))
  }

  /// Matrices of `columns` columns one below the other.
  package init(joining parts: [Matrix], columns: Int) {
    self.init(
      rows: parts.reduce(0) { $0 + $1.rows }, columns: columns, elements: parts.flatMap(\.elements))
  }

  /// A matrix whose elements `body` writes through a pointer to `rows * columns` zeros.
  package init(
    rows: Int, columns: Int, initializingWith body: (UnsafeMutablePointer<Float>) -> Void
  ) {
    self.init(rows: rows, columns: columns)
    elements.withUnsafeMutableBufferPointer { buffer in
      if let base = buffer.baseAddress { body(base) }
    }
  }

  /// A matrix all of whose elements `body` writes.
  package init(
    uninitializedRows rows: Int, columns: Int, body: (UnsafeMutablePointer<Float>) -> Void
  ) {
    let elements = [Float](unsafeUninitializedCapacity: rows * columns) { buffer, count in
      body(buffer.baseAddress ?? UnsafeMutablePointer(bitPattern: 64).unsafelyUnwrapped)
      count = rows * columns
    }
    self.init(rows: rows, columns: columns, elements: elements)
  }

  /// The element at `row` and `column`.
  public subscript(row: Int, column: Int) -> Float {
    get {
      precondition(column >= 0 && column < columns, "column \(column) of \(columns)")
      return elements[row * columns + column]
    }
    set {
      precondition(column >= 0 && column < columns, "column \(column) of \(columns)")
      elements[row * columns + column] = newValue
    }
  }

  /// The elements of one row.
  public func row(_ index: Int) -> ArraySlice<Float> {
    elements[index * columns..<(index + 1) * columns]
  }

  /// The rows of `range` as a matrix of their own.
  public func rows(_ range: Range<Int>) -> Matrix {
    Matrix(
      rows: range.count, columns: columns,
      elements: Array(elements[range.lowerBound * columns..<range.upperBound * columns]))
  }

  /// Calls `body` with a pointer to the first element; rows follow without gaps.
  package func withUnsafePointer<R, E: Error>(
    _ body: (UnsafePointer<Float>) throws(E) -> R
  ) throws(E) -> R {
    try elements.withUnsafeBufferPointer { (buffer) throws(E) -> R in
      try body(buffer.baseAddress ?? UnsafePointer(bitPattern: 64).unsafelyUnwrapped)
    }
  }

  /// Calls `body` with a pointer to the first element; rows follow without gaps.
  package mutating func withUnsafeMutablePointer<R>(
    _ body: (UnsafeMutablePointer<Float>) -> R
  ) -> R {
    elements.withUnsafeMutableBufferPointer { buffer in
      body(buffer.baseAddress ?? UnsafeMutablePointer(bitPattern: 64).unsafelyUnwrapped)
    }
  }
}
