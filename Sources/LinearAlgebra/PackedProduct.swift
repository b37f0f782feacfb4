import CKernels
import NumericCore

/// Matrix products of packed factors: in single precision on the processor's matrix tiles (Intel AMX), in
/// bf16 there or in vectors (AVX-512 BF16).
enum PackedProduct {
  /// Whether this processor has products of a precision.
  static func isAvailable(_ precision: Precision) -> Bool { fastest[precision] != nil }

  private static let fastest: [Precision: ck_packed_products] = [
    .f32: ck_packed_products(CK_FIXED, 0)?.pointee,
    .bf16: ck_packed_products(CK_HALVES, 0)?.pointee,
  ].compactMapValues { $0 }

  private static func routines(_ precision: Precision) -> ck_packed_products {
    guard let routines = fastest[precision] else {
      preconditionFailure("a processor without packed products in \(precision)")
    }
    return routines
  }

  final class Weights: ProductWeights, @unchecked Sendable {
    private let inputs, outputs: Int
    private let routines: ck_packed_products
    private let packed = MatrixBuffer()

    init(inputs: Int, outputs: Int, precision: Precision) {
      (self.inputs, self.outputs) = (inputs, outputs)
      routines = PackedProduct.routines(precision)
    }

    func update(from source: UnsafePointer<Float>, rowStride: Int, columnStride: Int) {
      packed.reshape(rows: 1, columns: routines.weights_size(inputs, outputs))
      routines.pack_weights(inputs, outputs, source, rowStride, columnStride, packed.view.base)
    }

    func multiply(_ a: MatrixView, into c: MatrixView, accumulating: Bool) {
      ScratchMemory.withFloats(routines.product_scratch(a.rows, inputs)) { scratch in
        routines.product(
          a.rows, outputs, inputs, a.base, a.stride, packed.view.base, accumulating ? 1 : 0,
          c.base, c.stride, scratch)
      }
    }
  }

  /// Computes `products`, all of one precision, on all threads.
  static func perform(_ products: [TransposedProduct], precision: Precision) {
    let rows = products.map(\.a.rows).max() ?? 0
    for start in stride(from: 0, to: rows, by: rowsAtOnce(precision)) {
      performPacked(
        products.filter { $0.a.rows > start }.map {
          $0.rows(start..<min(start + rowsAtOnce(precision), $0.a.rows))
        }, precision: precision)
    }
  }

  /// Rows that are packed before they are multiplied: some ten megabytes of them.
  private static func rowsAtOnce(_ precision: Precision) -> Int {
    (precision == .f32 ? 5 : 10) * Int(CK_BLOCK)
  }

  /// Packs the factors, those that several products share once, and multiplies them.
  ///
  /// In single precision right factors take the scales of left ones, so that they are shared only by
  /// products whose left factors are the same.
  private static func performPacked(_ products: [TransposedProduct], precision: Precision) {
    let routines = routines(precision)
    let left = DistinctMatrices(products.map(\.a))
    let right = DistinctMatrices(
      products.map(\.b), groups: precision == .f32 ? left.places : nil)
    var size = 0
    func take(_ floats: Int) -> Int {
      defer { size += (floats + 15) / 16 * 16 }
      return size
    }
    func panels(_ matrix: MatrixView) -> Int {
      let count = (matrix.columns + Int(CK_PANEL) - 1) / Int(CK_PANEL)
      return take(count * routines.panel_size(matrix.rows))
    }
    let leftFactors = left.matrices.map { matrix in
      Factor(matrix: matrix, isLeft: true, panels: panels(matrix), scales: take(matrix.rows))
    }
    let rightFactors = zip(right.matrices, right.firsts).map { matrix, first in
      Factor(
        matrix: matrix, isLeft: false, panels: panels(matrix),
        scales: leftFactors[left.places[first]].scales)
    }
    ScratchMemory.withFloats(size) { memory in
      for factors in [leftFactors, rightFactors] {
        let pieces = factors.flatMap { factor in factor.pieces.map { (factor, $0) } }
        ThreadPool.shared.perform(pieces.count) { index in
          let (factor, rows) = pieces[index]
          factor.pack(rows, routines: routines, memory: memory)
        }
      }
      TransposedProduct.performInBlocks(products) { index, columns in
        let (rows, c) = (products[index].a.rows, products[index].c.rows(columns))
        let first = columns.lowerBound / Int(CK_PANEL) * routines.panel_size(rows)
        routines.add_product(
          c.rows, c.columns, rows, memory + leftFactors[left.places[index]].panels + first,
          memory + rightFactors[right.places[index]].panels, c.base, c.stride)
      }
    }
  }
}

/// A factor of a ``TransposedProduct``, whose rows are the shared dimension, and its place in the
/// working memory.
private struct Factor {
  let matrix: MatrixView
  let isLeft: Bool
  let panels, scales: Int

  /// Ranges of rows that different threads may pack.
  var pieces: [Range<Int>] {
    stride(from: 0, to: matrix.rows, by: Int(CK_BLOCK)).map { start in
      start..<min(start + Int(CK_BLOCK), matrix.rows)
    }
  }

  func pack(_ rows: Range<Int>, routines: ck_packed_products, memory: UnsafeMutablePointer<Float>) {
    routines.pack_rows(
      isLeft ? 1 : 0, matrix.rows, matrix.columns, matrix.base, matrix.stride,
      rows.lowerBound, rows.count, memory + scales, memory + panels)
  }
}
