/// What the operands of matrix products are rounded to; sums are always of single precision.
public enum Precision: String, Sendable, Hashable, Codable, CaseIterable {
  /// Single precision: 24 bits of significand.  On matrix tiles they are of whole numbers on the scale
  /// of the largest of 320 neighbours in the sum (`CKernels/include/packed_products.h`).
  case f32
  /// bf16 numbers: 8 bits, at about twice the speed of ``f32``.
  case bf16

  /// Whether this processor can.
  public var isAvailable: Bool { self == .f32 || PackedProduct.halves != nil }
}
