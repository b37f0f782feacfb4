import Foundation
import NumericCore

extension Data {
  /// The unsigned integer in the `byteCount` bytes from `offset` on, least significant byte first.
  func unsignedInteger(at offset: Int, byteCount: Int) -> UInt64 {
    self[startIndex + offset..<startIndex + offset + byteCount]
      .reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// `count` floats from the single-precision numbers that begin at `offset`.
  func floats(at offset: Int, count: Int) -> [Float] {
    [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      let bytes = startIndex + offset..<startIndex + offset + 4 * count
      copyBytes(to: UnsafeMutableRawBufferPointer(buffer), from: bytes)
      initialized = count
    }
  }

  /// `count` floats, each `convert`ed from the next number of type `T` from `offset` on.
  func floats<T: BitwiseCopyable>(
    at offset: Int, count: Int, from type: T.Type, _ convert: (T) -> Float
  ) -> [Float] {
    withUnsafeBytes { bytes in
      [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
        for index in 0..<count {
          let byteOffset = offset + index * MemoryLayout<T>.size
          buffer[index] = convert(bytes.loadUnaligned(fromByteOffset: byteOffset, as: T.self))
        }
        initialized = count
      }
    }
  }

  /// Appends the bytes of `values`.
  mutating func append(floats values: [Float]) {
    values.withUnsafeBytes { append(contentsOf: $0) }
  }

  /// Appends `values` as bf16 numbers, rounded to nearest even.
  mutating func append(halves values: [Float]) {
    values.map(\.bfloat16Bits).withUnsafeBytes { append(contentsOf: $0) }
  }
}

/// The bytes of a number, the least significant one first.
func littleEndian(_ value: some FixedWidthInteger) -> Data {
  withUnsafeBytes(of: value.littleEndian) { Data($0) }
}

/// The number of elements of an array, or nil where their bytes, or bits, could not be counted.
func elementCount(ofShape shape: [Int], elementSize: Int) -> Int? {
  var total = elementSize
  for size in shape {
    let (product, overflow) = total.multipliedReportingOverflow(by: size)
    guard !overflow else { return nil }
    total = product
  }
  return total / elementSize
}

/// The value of an IEEE half-precision number given by its bits.
///
/// Swift's `Float16` does not exist on Macs with Intel processors.
func float(halfBits bits: UInt16) -> Float {
  let sign: Float = bits >> 15 == 0 ? 1 : -1
  let exponent = Int(bits >> 10 & 0x1f)
  let fraction = Float(bits & 0x3ff)
  switch exponent {
  case 0: return sign * fraction * 0x1p-24
  case 31: return fraction == 0 ? sign * .infinity : .nan
  default: return sign * Float(sign: .plus, exponent: exponent - 25, significand: 1024 + fraction)
  }
}
