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

  private static let width = kernels.strip_columns

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
    let floats = holdsHalves ? MatrixBuffer() : strips
    floats.reshape(rows: 1, columns: kernels.singles.weights_size(inputs, outputs))
    kernels.singles.pack_weights(
      inputs, outputs, source, rowStride, columnStride, floats.view.base)
    guard holdsHalves else { return }
    let (count, width) = ((outputs + Self.width - 1) / Self.width, Self.width)
    strips.reshape(rows: count, columns: (inputs + 1) / 2 * width)
    strips.view.fill(0)
    for strip in 0..<count {
      Self.pack(
        MatrixView(
          base: floats.view.base + strip * inputs * width, rows: inputs, columns: width,
          stride: width),
        into: UnsafeMutableRawPointer(strips.view.row(strip)).assumingMemoryBound(to: UInt32.self))
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
    let (accumulating, fromEnd): (Int32, Int32) = (accumulating ? 1 : 0, fromEnd ? 1 : 0)
    guard holdsHalves else {
      kernels.strip_product(
        a.rows, outputs, inputs, a.base, a.stride, strips.view.base, accumulating, fromEnd,
        c.base, c.stride)
      return
    }
    let words = UnsafeRawPointer(strips.view.base).assumingMemoryBound(to: UInt32.self)
    for r in 0..<a.rows {
      kernels.row_product_halves(
        outputs, inputs, a.row(r), words, accumulating, fromEnd, c.row(r))
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
