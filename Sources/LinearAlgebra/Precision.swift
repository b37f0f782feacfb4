/// What the operands of matrix products are rounded to; sums are always of single precision.
public enum Precision: String, Sendable, Hashable, Codable, CaseIterable {
  /// Single precision: 24 bits of significand.
  case f32
  /// One bf16 number: 8 bits, at three to six times the speed of ``f32``.
  case bf16

  /// Whether this processor can.
  public var isAvailable: Bool { self == .f32 || ProductBackend.current.hasHalves }
}
