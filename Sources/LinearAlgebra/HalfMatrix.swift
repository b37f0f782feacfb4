#if OneDNN
  import CKernels
  import NumericCore

  /// A matrix of bf16 numbers without gaps between its rows, in memory that somebody else keeps
  /// alive.
  struct HalfMatrix: @unchecked Sendable {
    let elements: UnsafeMutablePointer<UInt16>
    let rows, columns: Int

    /// The memory that a matrix takes, in floats.
    static func floats(rows: Int, columns: Int) -> Int { (rows * columns + 1) / 2 }

    /// A matrix without values in memory of ``floats(rows:columns:)``.
    init(_ memory: UnsafeMutablePointer<Float>, rows: Int, columns: Int) {
      self.init(
        elements: UnsafeMutableRawPointer(memory).assumingMemoryBound(to: UInt16.self), rows: rows,
        columns: columns)
    }

    private init(elements: UnsafeMutablePointer<UInt16>, rows: Int, columns: Int) {
      (self.elements, self.rows, self.columns) = (elements, rows, columns)
    }

    /// The rows of `range`.
    func rows(_ range: Range<Int>) -> HalfMatrix {
      precondition(range.lowerBound >= 0 && range.upperBound <= rows, "rows \(range) of \(rows)")
      return HalfMatrix(
        elements: elements + range.lowerBound * columns, rows: range.count, columns: columns)
    }

    /// Takes the elements of `matrix`, rounded to nearest even.
    func round(_ matrix: MatrixView) {
      precondition(matrix.rows == rows && matrix.columns == columns, "shapes differ")
      for r in 0..<rows {
        kernels.round_to_halves(matrix.row(r), columns, elements + r * columns)
      }
    }

    /// Takes the elements of some columns of another matrix of as many rows.
    func copy(_ range: Range<Int>, of other: HalfMatrix) {
      precondition(rows == other.rows && columns == range.count, "shapes differ")
      for r in 0..<rows {
        (elements + r * columns).update(
          from: other.elements + r * other.columns + range.lowerBound, count: columns)
      }
    }

    /// Sets every element to 0.
    func clear() { elements.update(repeating: 0, count: rows * columns) }
  }

  extension ScratchMemory {
    /// Calls `body` with a matrix of bf16 numbers without values.
    static func withHalves<R>(rows: Int, columns: Int, _ body: (HalfMatrix) -> R) -> R {
      withFloats(HalfMatrix.floats(rows: rows, columns: columns)) { memory in
        body(HalfMatrix(memory, rows: rows, columns: columns))
      }
    }
  }
#endif
