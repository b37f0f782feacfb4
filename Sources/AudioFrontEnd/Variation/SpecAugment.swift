import NumericCore

/// Masks random stretches of time and bands of frequency, so that a network learns to do without
/// any one of them.
///
/// The width of a frequency mask is drawn uniformly from 0 to ``maximumFrequencyWidth``, that of a
/// time mask from 0 to ``maximumTimeWidth`` or ``maximumTimeFraction`` of the frames if that is
/// less; its place is drawn uniformly among all where it fits.  There is no time warping (`W` = 0 in
/// all policies), which the paper finds to matter least.
///
/// - Source: Park et al., Interspeech 2019, section 2 and table 1; the defaults are the policy LD.
public struct SpecAugment: Sendable, Hashable {
  /// How many bands of frequency are masked.
  public var frequencyMaskCount = 2
  /// The widest band, `F`, in columns.
  public var maximumFrequencyWidth = 27
  /// How many stretches of time are masked.
  public var timeMaskCount = 2
  /// The longest stretch, `T`, in frames.
  public var maximumTimeWidth = 100
  /// The longest stretch as a part of all frames, `p`.
  public var maximumTimeFraction: Float = 1
  /// What a masked element becomes; 0 is the mean of normalized features.
  public var maskValue: Float = 0

  /// The policy LD of the paper.
  public init() {}

  /// The policy "LibriSpeech basic", LB: one band of up to 27 columns, one stretch of up to 100
  /// frames.
  public static let libriSpeechBasic = SpecAugment(
    frequencyMasks: 1, widest: 27, timeMasks: 1, longest: 100, fraction: 1)
  /// The policy "LibriSpeech double", LD: two bands of up to 27 columns, two stretches of up to 100
  /// frames.
  public static let libriSpeechDouble = SpecAugment(
    frequencyMasks: 2, widest: 27, timeMasks: 2, longest: 100, fraction: 1)
  /// The policy "Switchboard mild", SM: two bands of up to 15 columns, two stretches of up to 70
  /// frames and a fifth of all.
  public static let switchboardMild = SpecAugment(
    frequencyMasks: 2, widest: 15, timeMasks: 2, longest: 70, fraction: 0.2)
  /// The policy "Switchboard strong", SS: two bands of up to 27 columns, two stretches of up to 70
  /// frames and a fifth of all.
  public static let switchboardStrong = SpecAugment(
    frequencyMasks: 2, widest: 27, timeMasks: 2, longest: 70, fraction: 0.2)

  private init(
    frequencyMasks: Int, widest: Int, timeMasks: Int, longest: Int, fraction: Float
  ) {
    frequencyMaskCount = frequencyMasks
    maximumFrequencyWidth = widest
    timeMaskCount = timeMasks
    maximumTimeWidth = longest
    maximumTimeFraction = fraction
  }

  /// Masks `features` in place.
  ///
  /// - Parameters:
  ///   - features: normalized features, shape `[frames, columns]`.
  ///   - generator: where widths and places are drawn from; the same state masks the same elements.
  public func apply(to features: inout Matrix, using generator: inout SeededGenerator) {
    let (rows, columns) = (features.rows, features.columns)
    let longest = min(maximumTimeWidth, Int(maximumTimeFraction * Float(rows)))
    let bands = (0..<frequencyMaskCount).map { _ in
      Self.range(widest: maximumFrequencyWidth, of: columns, using: &generator)
    }
    let stretches = (0..<timeMaskCount).map { _ in
      Self.range(widest: longest, of: rows, using: &generator)
    }
    features.withUnsafeMutablePointer { elements in
      for band in bands {
        for r in 0..<rows {
          (elements + r * columns + band.lowerBound)
            .update(repeating: maskValue, count: band.count)
        }
      }
      for stretch in stretches {
        (elements + stretch.lowerBound * columns)
          .update(repeating: maskValue, count: stretch.count * columns)
      }
    }
  }

  private static func range(
    widest: Int, of count: Int, using generator: inout SeededGenerator
  ) -> Range<Int> {
    let width = Int.random(in: 0...max(0, min(widest, count)), using: &generator)
    let start = Int.random(in: 0...count - width, using: &generator)
    return start..<start + width
  }
}

extension SpecAugment: Codable {
  private static let options: [OptionCoding<SpecAugment>] = [
    .init("frequencyMaskCount", \.frequencyMaskCount),
    .init("maximumFrequencyWidth", \.maximumFrequencyWidth),
    .init("timeMaskCount", \.timeMaskCount),
    .init("maximumTimeWidth", \.maximumTimeWidth),
    .init("maximumTimeFraction", \.maximumTimeFraction),
    .init("maskValue", \.maskValue),
  ]

  /// Reads the options that are given and takes the default for every other.
  ///
  /// - Throws: `DecodingError` for a value of the wrong kind or out of its range, or a key that is no
  ///   option.
  public init(from decoder: any Decoder) throws {
    self.init()
    try OptionCoding.read(Self.options, from: decoder, into: &self)
    guard [frequencyMaskCount, timeMaskCount].allSatisfy({ (0...100).contains($0) }),
      maximumFrequencyWidth >= 0, maximumTimeWidth >= 0, (0...1).contains(maximumTimeFraction)
    else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath,
          debugDescription:
            "masks need counts of 0 to 100, widths of at least 0, a maximumTimeFraction of 0 to 1"))
    }
  }

  /// Writes all options.
  public func encode(to encoder: any Encoder) throws {
    try OptionCoding.write(Self.options, of: self, to: encoder)
  }
}
