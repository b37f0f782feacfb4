/// The coding of telephone networks in North America and Japan: 14 bits of a sample in 8, with
/// steps that grow with its magnitude.
///
/// Both signs are coded alike, and a magnitude on the border of two steps belongs to the larger one;
/// of samples of 16 bits the lowest two are cut off.
///
/// - Source: ITU-T G.711, table 2; agrees with libsndfile in every sample and every code.
public enum MuLaw {
  /// What is added to a magnitude so that every segment begins at a power of two.
  private static let bias = 33

  /// The code of a sample of 16 bits.
  public static func encoded(_ sample: Int16) -> UInt8 {
    let magnitude = min(Int(sample.magnitude) / 4 + bias, 8191)
    let segment = (Int.bitWidth - magnitude.leadingZeroBitCount) - 6
    let step = magnitude >> (segment + 1) & 15
    let sign: UInt8 = sample < 0 ? 0x80 : 0
    return ~(sign | UInt8(segment << 4 | step))
  }

  /// The sample of 16 bits that a code stands for: the middle of its step.
  public static func decoded(_ code: UInt8) -> Int16 {
    let bits = ~code
    let (segment, step) = (Int(bits >> 4 & 7), Int(bits & 15))
    let magnitude = Int16(4 * (((2 * step + bias) << segment) - bias))
    return bits & 0x80 == 0 ? magnitude : -magnitude
  }

  /// A sample of ±1 after its way through the code; one beyond ±1 is cut off there.
  static func roundTrip(_ sample: Float) -> Float {
    let scaled = (sample * 32768).rounded()
    return Float(decoded(encoded(Int16(max(-32768, min(scaled, 32767)))))) / 32768
  }
}
