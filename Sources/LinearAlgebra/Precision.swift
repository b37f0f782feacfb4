/// What the operands of matrix products are rounded to; sums are always of single precision.
public enum Precision: String, Sendable, Hashable, Codable, CaseIterable {
  /// Single precision: 24 bits of significand.
  case f32
  /// Two bf16 numbers, one rounded and one for the rest it leaves, in three products (that of both
  /// rests is left out): 16 bits, at two to three times the speed of ``f32``.
  case bf16x2
  /// One bf16 number: 8 bits, at up to eight times the speed of ``f32``.
  case bf16

  /// Whether this processor can.
  public var isAvailable: Bool { self == .f32 || ProductBackend.hasHalves }

  /// Bytes of an element of an operand.
  var elementSize: Int { self == .f32 ? 4 : 2 }
}
