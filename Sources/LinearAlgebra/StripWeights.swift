import CKernels
import NumericCore

/// Weights for products with few rows at a time, in strips of columns that are read from end to end.
///
/// With one row how fast the weights come out of the cache is all that counts; bf16 numbers, for
/// single rows, are half as much to read.
final class StripWeights: @unchecked Sendable {
  private let inputs: Int
  private let outputs: Int
  private var holdsHalves = false
  private let strips = MatrixBuffer()

  private static let width = Int(CK_STRIP_COLUMNS)

  /// Weights [inputs, outputs], without values yet.
  init(inputs: Int, outputs: Int) {
    (self.inputs, self.outputs) = (inputs, outputs)
  }

  /// Takes new values, rounded to bf16 numbers if `asHalves`; element (i, j) stands at
  /// source[i · rowStride + j · columnStride].
  func update(
    from source: UnsafePointer<Float>, rowStride: Int, columnStride: Int, asHalves: Bool
  ) {
    holdsHalves = asHalves
    let width = Self.width
    let rows = holdsHalves ? (inputs + 1) / 2 : inputs
    strips.reshape(rows: (outputs + width - 1) / width, columns: rows * width)
    strips.view.fill(0)
    let floats = MatrixBuffer(rows: holdsHalves ? inputs : 0, columns: width)
    for strip in 0..<strips.rows {
      let columns = min(width, outputs - strip * width)
      let target = holdsHalves ? floats.view.base : strips.view.row(strip)
      let first = source + strip * width * columnStride
      if columnStride == 1 {
        for r in 0..<inputs {
          (target + r * width).update(from: first + r * rowStride, count: columns)
        }
      } else {
        kernels.transpose(first, columnStride, columns, inputs, target, width)
      }
      if holdsHalves {
        let words = UnsafeMutableRawPointer(strips.view.row(strip))
        Self.pack(floats.view, into: words.assumingMemoryBound(to: UInt32.self))
      }
    }
  }

  /// Writes two rows of a strip to one of words.
  private static func pack(_ strip: MatrixView, into words: UnsafeMutablePointer<UInt32>) {
    for r in 0..<strip.rows {
      let (values, words) = (strip.row(r), words + r / 2 * width)
      for c in 0..<width {
        let half = UInt32(values[c].bfloat16Bits)
        words[c] |= r % 2 == 0 ? half : half << 16
      }
    }
  }

  /// c = a · W, or c += a · W, the last strip first if it goes `fromEnd`.
  func multiply(_ a: MatrixView, into c: MatrixView, accumulating: Bool, fromEnd: Bool) {
    if !accumulating { c.fill(0) }
    let fromEnd: Int32 = fromEnd ? 1 : 0
    guard holdsHalves else {
      kernels.strip_product(
        a.rows, outputs, inputs, a.base, a.stride, strips.view.base, fromEnd, c.base, c.stride)
      return
    }
    let words = UnsafeRawPointer(strips.view.base).assumingMemoryBound(to: UInt32.self)
    for r in 0..<a.rows {
      kernels.row_product_halves(outputs, inputs, a.row(r), words, fromEnd, c.row(r))
    }
  }
}

extension MatrixView {
  /// Whether bf16 numbers hold all elements as they are.
  var isOfHalves: Bool {
    (0..<rows).allSatisfy { r in
      let row = row(r)
      var lower: UInt32 = 0
      for c in 0..<columns { lower |= row[c].bitPattern & 0xFFFF }
      return lower == 0
    }
  }
}
