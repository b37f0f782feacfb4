extension Float {
  /// The bits of the nearest bf16 number, the even one of two, to a finite number.
  package var bfloat16Bits: UInt16 {
    UInt16(truncatingIfNeeded: (bitPattern + 0x7FFF + (bitPattern >> 16 & 1)) >> 16)
  }
}
