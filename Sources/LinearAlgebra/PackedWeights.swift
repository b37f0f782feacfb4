package import NumericCore

/// A matrix that stands on the right of many products: weights, kept in the layout that the
/// product's kernel reads fastest.
///
/// Long products are cut into blocks of rows of a fixed size, shared out among the threads of
/// ``ThreadPool/shared``; the result does not depend on their number.
package final class PackedWeights: @unchecked Sendable {
  private let inputs, outputs: Int
  private let weights: any ProductWeights
  private let strips: StripWeights
  private let precision: Precision
  private let backend: ProductBackend
  private var inStrips = false

  /// How many rows the products with some weights have.
  package enum Rows {
    /// Many: all frames of a batch.
    case many
    /// A row for each sequence of a batch.
    case few
    /// Mostly one.
    case one
  }

  /// Weights [`inputs` K, `outputs` N], without values until ``update(from:transposed:)``.
  ///
  /// - Precondition: `precision` is available.
  package convenience init(inputs: Int, outputs: Int, precision: Precision = .f32) {
    self.init(inputs: inputs, outputs: outputs, precision: precision, backend: .current)
  }

  init(inputs: Int, outputs: Int, precision: Precision, backend: ProductBackend) {
    (self.inputs, self.outputs) = (inputs, outputs)
    (self.precision, self.backend) = (precision, backend)
    weights = backend.weights(inputs: inputs, outputs: outputs, precision: precision)
    strips = StripWeights(inputs: inputs, outputs: outputs)
  }

  /// Takes new values from `matrix` [K, N], or [N, K] if `transposed`.
  ///
  /// No product may run meanwhile.
  ///
  /// - Parameters:
  ///   - matrix: the values.
  ///   - transposed: whether they are transposed.
  ///   - rows: the products that will follow; others are slower, and in bf16 differ in rounding.
  package func update(from matrix: MatrixView, transposed: Bool, for rows: Rows = .many) {
    inStrips =
      switch (precision, rows) {
      case (_, .many): false
      case (.bf16, .few): false
      case (.f32, .few), (_, .one): backend != .tiles
      }
    precondition(
      (transposed ? matrix.columns : matrix.rows) == inputs
        && (transposed ? matrix.rows : matrix.columns) == outputs,
      "\(matrix.rows) × \(matrix.columns) weights do not fit")
    let (rowStride, columnStride) = transposed ? (1, matrix.stride) : (matrix.stride, 1)
    if inStrips {
      strips.update(
        from: matrix.base, rowStride: rowStride, columnStride: columnStride,
        asHalves: precision == .bf16 || (rows == .one && matrix.isOfHalves))
    } else {
      weights.update(from: matrix.base, rowStride: rowStride, columnStride: columnStride)
    }
  }

  /// c = a · W, or c += a · W, on the calling thread.
  ///
  /// a is [M, K] and c [M, N], both without gaps between their rows: oneDNN has no fast kernel for
  /// others.
  ///
  /// Products in a loop that go `fromEnd` of the weights every other time find what the cache still
  /// holds of them; the result is the same.
  package func multiply(
    _ a: MatrixView, into c: MatrixView, accumulating: Bool = false, fromEnd: Bool = false
  ) {
    precondition(
      a.columns == inputs && c.columns == outputs && a.rows == c.rows,
      "a product of shapes that do not fit")
    precondition(
      (a.stride == inputs && c.stride == outputs) || a.rows == 1, "a product with gaps")
    if inStrips {
      strips.multiply(a, into: c, accumulating: accumulating, fromEnd: fromEnd)
    } else if a.rows > 0 {
      weights.multiply(a, into: c, accumulating: accumulating)
    }
  }

  /// The same on all threads.
  package func multiplyInParallel(_ a: MatrixView, into c: MatrixView, accumulating: Bool = false) {
    ThreadPool.shared.perform(a.rows, inBlocksOf: 256) { rows in
      multiply(a.rows(rows), into: c.rows(rows), accumulating: accumulating)
    }
  }
}
