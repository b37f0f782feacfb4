import Foundation

/// The cyclic redundancy check of Castagnoli's polynomial, bits reflected.
///
/// - Source: RFC 3720, appendix B.4, whose examples are in the tests.
func crc32C(_ bytes: some Sequence<UInt8>) -> UInt32 {
  ~bytes.reduce(~0) { sum, byte in table[Int(UInt8(truncatingIfNeeded: sum) ^ byte)] ^ sum >> 8 }
}

/// What each byte adds.
private let table: [UInt32] = (0..<256).map { byte in
  (0..<8).reduce(UInt32(byte)) { sum, _ in sum & 1 == 0 ? sum >> 1 : sum >> 1 ^ 0x82f6_3b78 }
}
