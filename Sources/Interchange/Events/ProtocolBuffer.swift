import Foundation

/// A message in the encoding of Protocol Buffers, field after field.
struct ProtocolBuffer {
  private(set) var bytes = Data()

  mutating func append(_ field: UInt64, integer: Int) {
    append(variable: field << 3)
    append(variable: UInt64(bitPattern: Int64(integer)))
  }

  mutating func append(_ field: UInt64, double: Double) {
    append(variable: field << 3 | 1)
    bytes += littleEndian(double.bitPattern)
  }

  mutating func append(_ field: UInt64, bytes part: Data) {
    append(variable: field << 3 | 2)
    append(variable: UInt64(part.count))
    bytes += part
  }

  mutating func append(_ field: UInt64, float: Float) {
    append(variable: field << 3 | 5)
    bytes += littleEndian(float.bitPattern)
  }

  /// Seven bits a byte, the least significant ones first.
  private mutating func append(variable value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
