import CKernels
import NumericCore

/// Matrix products of packed factors: in vectors of single precision, or on the processor's matrix tiles
/// (Intel AMX), in bf16 there or in vectors (AVX-512 BF16).
enum PackedProduct {
  /// The routines for single precision on tiles; nil where the processor has none.
  static let tiles = ck_packed_products(CK_FIXED, 0)?.pointee
  /// The fastest ones for bf16; nil where the processor has none.
  static let halves = ck_packed_products(CK_HALVES, 0)?.pointee

  final class Weights: ProductWeights, @unchecked Sendable {
    private let inputs, outputs: Int
    private let routines: ck_packed_products
    private let packed = MatrixBuffer()

    init(inputs: Int, outputs: Int, routines: ck_packed_products) {
      (self.inputs, self.outputs, self.routines) = (inputs, outputs, routines)
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

  /// Rows that are packed before they are multiplied: some ten megabytes of them.
  private static func rowsAtOnce(_ routines: ck_packed_products) -> Int {
    let takesHalf = routines.panel_size(Int(CK_BLOCK)) <= Int(CK_BLOCK) * routines.panel / 2
    return (takesHalf ? 10 : 5) * Int(CK_BLOCK)
  }

  /// Computes `products` on all threads.
  static func perform(_ products: [TransposedProduct], routines: ck_packed_products) {
    let rows = products.map(\.a.rows).max() ?? 0
    let rowsAtOnce = rowsAtOnce(routines)
    for start in stride(from: 0, to: rows, by: rowsAtOnce) {
      performPacked(
        products.filter { $0.a.rows > start }.map {
          $0.rows(start..<min(start + rowsAtOnce, $0.a.rows))
        }, routines: routines)
    }
  }

  /// Packs the factors, those that several products share once, and multiplies them.
  ///
  /// Right factors that take the scales of left ones are shared only by products whose left factors
  /// are the same.
  private static func performPacked(
    _ products: [TransposedProduct], routines: ck_packed_products
  ) {
    let panel = routines.panel
    let left = DistinctMatrices(products.map(\.a))
    let right = DistinctMatrices(
      products.map(\.b), groups: routines.passes_scales != 0 ? left.places : nil)
    var size = 0
    func take(_ floats: Int) -> Int {
      defer { size += (floats + 15) / 16 * 16 }
      return size
    }
    func panels(_ matrix: MatrixView) -> Int {
      let count = (matrix.columns + panel - 1) / panel
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
      TransposedProduct.performInBlocks(products, of: panel) { index, columns in
        let (rows, c) = (products[index].a.rows, products[index].c.rows(columns))
        let first = columns.lowerBound / panel * routines.panel_size(rows)
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
