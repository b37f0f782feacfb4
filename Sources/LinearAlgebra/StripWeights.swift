import CKernels
import NumericCore

/// Weights for products with few rows at a time, in strips of columns that are read from end to end.
///
/// With one row how fast the weights come out of the cache is all that counts; halves, for single
/// rows, are half as much to read.
final class StripWeights: @unchecked Sendable {
  private let inputs: Int
  private let outputs: Int
  private let holdsHalves: Bool
  private let strips = MatrixBuffer()

  private static let width = Int(CK_STRIP_COLUMNS)

  /// Weights [inputs, outputs], rounded to 8 bits of significand if they are halves.
  init(inputs: Int, outputs: Int, holdsHalves: Bool) {
    (self.inputs, self.outputs, self.holdsHalves) = (inputs, outputs, holdsHalves)
  }

  func update(from source: UnsafePointer<Float>, rowStride: Int, columnStride: Int) {
    let width = Self.width
    let rows = holdsHalves ? (inputs + 1) / 2 : inputs
    strips.reshape(rows: (outputs + width - 1) / width, columns: rows * width)
    strips.view.fill(0)
    let floats = MatrixBuffer(rows: inputs, columns: width)
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
      guard holdsHalves else { continue }
      let words = UnsafeMutableRawPointer(strips.view.row(strip))
        .assumingMemoryBound(to: UInt32.self)
      for r in 0..<inputs {
        for c in 0..<columns {
          let place = r / 2 * width + c
          let value = target[r * width + c]
          words[place] =
            r % 2 == 0 ? UInt32(value.bfloat16Bits) : Self.word(value, above: words[place])
        }
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

  /// The word whose lower half is `low` and which, as a float, is nearest to `value`.
  ///
  /// Where that is no normal number, which some processors are slow at, the smallest one.
  private static func word(_ value: Float, above low: UInt32) -> UInt32 {
    let magnitude = Int64(value.magnitude.bitPattern) + 0x8000 - Int64(low)
    let smallest: UInt32 = low == 0 ? 0 : 0x0080_0000
    let sign = value.sign == .minus ? UInt32(0x8000_0000) : 0
    return sign | max(UInt32(max(magnitude, 0)) & 0xFFFF_0000, smallest) | low
  }
}
