/// FNV-1a of 64 bits over bytes: tells configurations and data sets apart.
package struct Fingerprint {
  /// The hash of all bytes so far.
  package private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  package init() {}

  package mutating func add(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }
  }

  /// Adds the bits of numbers, four bytes at a time, with the upper half folded into the lower.
  package mutating func add(_ numbers: [Float]) {
    for number in numbers {
      let product = (value ^ UInt64(number.bitPattern)) &* 0x9e37_79b9_7f4a_7c15
      value = product ^ product >> 32
    }
  }
}
