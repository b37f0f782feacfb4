extension Float {
  /// The bits of the nearest bf16 number, the even one of two; NaN stays NaN.
  package var bfloat16Bits: UInt16 {
    isNaN
      ? UInt16(truncatingIfNeeded: bitPattern >> 16) | 0x40
      : UInt16(truncatingIfNeeded: (bitPattern + 0x7FFF + (bitPattern >> 16 & 1)) >> 16)
  }
}
