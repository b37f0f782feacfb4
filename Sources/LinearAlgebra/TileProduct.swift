import CKernels
import NumericCore

/// Matrix products on the processor's matrix tiles (Intel AMX).
enum TileProduct {
  /// Nil where there are none.
  static let tiles: ck_tiles? = ck_tiles()?.pointee

  fileprivate static var available: ck_tiles {
    guard let tiles else { preconditionFailure("a processor without matrix tiles") }
    return tiles
  }

  final class Weights: ProductWeights, @unchecked Sendable {
    private let inputs, outputs: Int
    private let parts: Int32
    private let packed = MatrixBuffer()

    init(inputs: Int, outputs: Int, precision: Precision) {
      (self.inputs, self.outputs, parts) = (inputs, outputs, precision.parts)
    }

    func update(from source: UnsafePointer<Float>, rowStride: Int, columnStride: Int) {
      packed.reshape(rows: 1, columns: available.weights_size(parts, inputs, outputs))
      available.pack_weights(
        parts, inputs, outputs, source, rowStride, columnStride, packed.view.base)
    }

    func multiply(_ a: MatrixView, into c: MatrixView, accumulating: Bool) {
      let tiles = available
      ScratchMemory.withFloats(tiles.product_scratch(parts, a.rows, inputs)) { scratch in
        tiles.product(
          parts, a.rows, outputs, inputs, a.base, a.stride, packed.view.base, accumulating ? 1 : 0,
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
          }, parts: precision.parts)
      }
    }
  }

  /// Rows that are packed before they are multiplied: some ten megabytes of them.
  private static func rowsAtOnce(_ precision: Precision) -> Int { precision == .f32 ? 1024 : 3072 }

  /// Packs the factors, those that several products share once, and multiplies them.
  private static func performPacked(_ products: [TransposedProduct], parts: Int32) {
    let left = DistinctMatrices(products.map(\.a))
    let right = DistinctMatrices(products.map(\.b))
    let factors =
      left.matrices.map { Factor(matrix: $0, isLeft: true) }
      + right.matrices.map { Factor(matrix: $0, isLeft: false) }
    var (starts, size) = ([Int](), 0)
    for factor in factors {
      starts.append(size)
      size += factor.size(parts)
    }
    ScratchMemory.withFloats(size) { [starts] memory in
      let pieces = factors.indices.flatMap { factor in
        factors[factor].pieces.map { (factor, $0) }
      }
      ThreadPool.shared.perform(pieces.count) { index in
        let (factor, rows) = pieces[index]
        factors[factor].pack(rows, parts: parts, into: memory + starts[factor])
      }
      TransposedProduct.performInBlocks(products) { index, columns in
        let (rows, c) = (products[index].a.rows, products[index].c.rows(columns))
        let a = memory + starts[left.places[index]]
        let b = memory + starts[left.matrices.count + right.places[index]]
        let first = columns.lowerBound / Int(CK_PANEL) * available.panel_size(parts, rows)
        available.add_product(
          parts, c.rows, c.columns, rows, a + first, b, c.base, c.stride)
      }
    }
  }
}

/// A factor of a ``TransposedProduct``, whose rows are the shared dimension.
private struct Factor {
  let matrix: MatrixView
  let isLeft: Bool

  /// The floats that its panels take.
  func size(_ parts: Int32) -> Int {
    let panels = (matrix.columns + Int(CK_PANEL) - 1) / Int(CK_PANEL)
    return panels * TileProduct.available.panel_size(parts, matrix.rows)
  }

  /// Ranges of rows that different threads may pack.
  var pieces: [Range<Int>] {
    stride(from: 0, to: matrix.rows, by: 8 * Int(CK_STEP)).map { start in
      start..<min(start + 8 * Int(CK_STEP), matrix.rows)
    }
  }

  func pack(_ rows: Range<Int>, parts: Int32, into panels: UnsafeMutablePointer<Float>) {
    TileProduct.available.pack_rows(
      parts, isLeft ? 1 : 0, matrix.rows, matrix.columns, matrix.base, matrix.stride,
      rows.lowerBound, rows.count, panels)
  }
}

extension Precision {
  /// The bf16 numbers that make an operand.
  fileprivate var parts: Int32 { self == .f32 ? 3 : 1 }
}
