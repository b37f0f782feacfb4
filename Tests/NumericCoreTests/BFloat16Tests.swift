import NumericCore
import Testing

@Suite("bf16 numbers")
struct BFloat16Tests {
  @Test(
    "the nearest one, of two the even one",
    arguments: [
      (0, 0), (-0.0, -0.0), (1 + 0x1p-8, 1), (1 + 0x3p-8, 1 + 0x1p-6), (1.9921875, 1.9921875),
      (-1 - 0x1.8p-8, -1 - 0x1p-7), (0x1p-100, 0x1p-100), (.infinity, .infinity),
      (.greatestFiniteMagnitude, .infinity),
    ] as [(Float, Float)])
  func nearest(value: Float, expected: Float) {
    #expect(Float(bitPattern: UInt32(value.bfloat16Bits) << 16) == expected)
  }

  @Test("what is no number stays none")
  func notANumber() {
    for bits: UInt32 in [0x7F80_0001, 0x7FFF_FFFF, 0xFFC0_0000] {
      #expect(Float(bitPattern: UInt32(Float(bitPattern: bits).bfloat16Bits) << 16).isNaN)
    }
  }
}
