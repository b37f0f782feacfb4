import CKernels
import NumericCore

/// Matrix products on the processor's matrix tiles (Intel AMX).
enum TileProduct {
  static let isAvailable = fixed != nil && halves != nil

  private static let fixed = ck_tiles(CK_FIXED)?.pointee
  private static let halves = ck_tiles(CK_HALVES)?.pointee

  /// The products of a precision: single precision is computed in fixed-point numbers.
  fileprivate static func tiles(_ precision: Precision) -> ck_tiles {
    guard let tiles = precision == .f32 ? fixed : halves else {
      preconditionFailure("a processor without matrix tiles")
    }
    return tiles
  }

  final class Weights: ProductWeights, @unchecked Sendable {
    private let inputs, outputs: Int
    private let tiles: ck_tiles
    private let packed = MatrixBuffer()

    init(inputs: Int, outputs: Int, precision: Precision) {
      (self.inputs, self.outputs, tiles) = (inputs, outputs, TileProduct.tiles(precision))
    }

    func update(from source: UnsafePointer<Float>, rowStride: Int, columnStride: Int) {
      packed.reshape(rows: 1, columns: tiles.weights_size(inputs, outputs))
      tiles.pack_weights(inputs, outputs, source, rowStride, columnStride, packed.view.base)
    }

    func multiply(_ a: MatrixView, into c: MatrixView, accumulating: Bool) {
      ScratchMemory.withFloats(tiles.product_scratch(a.rows, inputs)) { scratch in
        tiles.product(
          a.rows, outputs, inputs, a.base, a.stride, packed.view.base, accumulating ? 1 : 0,
          c.base, c.stride, scratch)
      }
    }
  }

  static func perform(_ products: [TransposedProduct]) {
    for precision in Precision.allCases {
      let products = products.filter { $0.precision == precision }
      let rows = products.map(\.a.rows).max() ?? 0
      for start in stride(from: 0, to: rows, by: rowsAtOnce(precision)) {
        performPacked(
          products.filter { $0.a.rows > start }.map {
            $0.rows(start..<min(start + rowsAtOnce(precision), $0.a.rows))
          }, precision: precision)
      }
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
    let tiles = tiles(precision)
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
      return take(count * tiles.panel_size(matrix.rows))
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
          factor.pack(rows, tiles: tiles, memory: memory)
        }
      }
      TransposedProduct.performInBlocks(products) { index, columns in
        let (rows, c) = (products[index].a.rows, products[index].c.rows(columns))
        let first = columns.lowerBound / Int(CK_PANEL) * tiles.panel_size(rows)
        tiles.add_product(
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

  func pack(_ rows: Range<Int>, tiles: ck_tiles, memory: UnsafeMutablePointer<Float>) {
    tiles.pack_rows(
      isLeft ? 1 : 0, matrix.rows, matrix.columns, matrix.base, matrix.stride,
      rows.lowerBound, rows.count, memory + scales, memory + panels)
  }
}
