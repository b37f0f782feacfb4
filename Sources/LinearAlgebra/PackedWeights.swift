package import NumericCore

/// A matrix that stands on the right of many products: weights, kept in the layout that the
/// product's kernel reads fastest.
///
/// Long products are cut into blocks of rows of a fixed size, shared out among the threads of
/// ``ThreadPool/shared``; the result does not depend on their number.
package final class PackedWeights: @unchecked Sendable {
  private let backend: ProductBackend.Weights
  private let strips: StripWeights
  private let precision: Precision
  private var rowByRow = false

  /// Weights [`inputs` K, `outputs` N], without values until ``update(from:transposed:)``.
  ///
  /// - Precondition: `precision` is available.
  package init(inputs: Int, outputs: Int, precision: Precision = .f32) {
    backend = ProductBackend.Weights(inputs: inputs, outputs: outputs, precision: precision)
    strips = StripWeights(inputs: inputs, outputs: outputs, holdsHalves: precision == .bf16)
    self.precision = precision
  }

  /// Takes new values from `matrix` [K, N], or [N, K] if `transposed`.
  ///
  /// No product may run meanwhile.
  ///
  /// - Parameters:
  ///   - matrix: the values.
  ///   - transposed: whether they are transposed.
  ///   - rowByRow: whether products with single rows will follow, which are then faster, and others
  ///     slower; of no effect on bf16x2.  In bf16 the rows themselves are then not rounded.
  package func update(from matrix: MatrixView, transposed: Bool, rowByRow: Bool = false) {
    self.rowByRow = rowByRow && precision != .bf16x2
    precondition(
      (transposed ? matrix.columns : matrix.rows) == backend.inputs
        && (transposed ? matrix.rows : matrix.columns) == backend.outputs,
      "\(matrix.rows) × \(matrix.columns) weights do not fit")
    let (rowStride, columnStride) = transposed ? (1, matrix.stride) : (matrix.stride, 1)
    if self.rowByRow {
      strips.update(from: matrix.base, rowStride: rowStride, columnStride: columnStride)
    } else {
      backend.update(from: matrix.base, rowStride: rowStride, columnStride: columnStride)
    }
  }

  /// c = a · W, or c += a · W, on the calling thread.
  ///
  /// a is [M, K], of the weights' precision, and c is [M, N] without gaps between its rows: oneDNN
  /// has no fast kernel for others.  Not for weights that were packed for single rows.
  package func multiply(_ a: Operand, into c: MatrixView, accumulating: Bool = false) {
    precondition(
      a.columns == backend.inputs && c.columns == backend.outputs && a.rows == c.rows
        && a.precision == precision, "a product of shapes that do not fit")
    precondition(c.stride == c.columns && !rowByRow, "a product with gaps, or for single rows")
    for rows in Self.blocks(of: a.rows) {
      backend.multiply(a.rows(rows), into: c.rows(rows), accumulating: accumulating)
    }
  }

  /// The same with a matrix that is used once.
  package func multiply(_ a: MatrixView, into c: MatrixView, accumulating: Bool = false) {
    if rowByRow {
      strips.multiply(a, into: c, accumulating: accumulating)
      return
    }
    guard precision != .f32 else {
      multiply(Operand(a), into: c, accumulating: accumulating)
      return
    }
    Operand.withScratch(rows: a.rows, columns: a.columns, precision: precision) { operand in
      operand.update(from: a)
      multiply(operand, into: c, accumulating: accumulating)
    }
  }

  /// The same on all threads.
  package func multiplyInParallel(_ a: MatrixView, into c: MatrixView, accumulating: Bool = false) {
    ThreadPool.shared.perform(a.rows, inBlocksOf: Self.blockSize) { rows in
      multiply(a.rows(rows), into: c.rows(rows), accumulating: accumulating)
    }
  }

  private static let blockSize = 256

  /// Ranges that make up 0..<count, in few different sizes: whole blocks, then 128, then 64, then
  /// what is left, so that the kernels compiled for a size are used again.
  private static func blocks(of count: Int) -> [Range<Int>] {
    guard count > 64 else { return count > 0 ? [0..<count] : [] }
    var ranges: [Range<Int>] = []
    var start = 0
    for size in [blockSize, 128, 64] {
      while count - start >= size {
        ranges.append(start..<start + size)
        start += size
      }
    }
    if start < count { ranges.append(start..<count) }
    return ranges
  }
}
