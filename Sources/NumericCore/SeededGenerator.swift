#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A random number generator whose whole state is a value: seeded, saved and restored exactly.
///
/// - Source: xoshiro256**, Blackman and Vigna 2018, seeded by SplitMix64 as its authors advise.
public struct SeededGenerator: RandomNumberGenerator, Sendable, Equatable, Codable {
  private var a, b, c, d: UInt64

  /// A generator that gives the same numbers for the same seed.
  public init(seed: UInt64) {
    var x = seed
    func split() -> UInt64 {
      x &+= 0x9e37_79b9_7f4a_7c15
      var z = x
      z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
      z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
      return z ^ (z >> 31)
    }
    (a, b, c, d) = (split(), split(), split(), split())
  }

  /// A generator for one purpose among several under one seed: numbers of different streams are
  /// unrelated.
  public init(seed: UInt64, stream: UInt64) {
    self.init(seed: Self.seed(seed, stream))
  }

  /// A seed for one purpose among several under one seed.
  public static func seed(_ seed: UInt64, _ stream: UInt64) -> UInt64 {
    var root = SeededGenerator(seed: seed)
    return root.next() ^ (stream &* 0xd1b5_4a32_d192_ed03)
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    func rotate(_ x: UInt64, by k: UInt64) -> UInt64 { (x << k) | (x >> (64 - k)) }
    let result = rotate(b &* 5, by: 7) &* 9
    let t = b << 17
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= t
    d = rotate(d, by: 45)
    return result
  }

  /// A number drawn uniformly from [0, 1).
  public mutating func uniform() -> Float {
    Float(next() >> 40) * 0x1p-24
  }

  /// A number drawn uniformly from `range`.
  public mutating func uniform(in range: ClosedRange<Float>) -> Float {
    range.lowerBound + uniform() * (range.upperBound - range.lowerBound)
  }

  /// A number drawn from the normal distribution of mean 0 and variance 1 (Box–Muller).
  public mutating func normal() -> Float {
    let radius = (-2 * log(Double(next() >> 11 | 1) * 0x1p-53)).squareRoot()
    return Float(radius * cos(2 * .pi * Double(next() >> 11) * 0x1p-53))
  }
}
