/// Mel-frequency cepstral coefficients (MFCC) as ``FeatureExtractor`` computes them: Kaldi's options
/// with Kaldi's meanings and, but for dither, Kaldi's defaults.
///
/// The logarithms `m` of the energies of `N` mel filters go through an orthonormal cosine transform
/// (DCT-II), and a lifter scales the higher coefficients up:
///
///     c[k] = (1 + Q/2 sin(π k / Q)) √(2/N) Σ_n m[n] cos(π k (n + 1/2) / N)
///
/// with 1 in place of 2 under the root for `k = 0`.
///
/// A configuration is plain data: it decodes from JSON or YAML, where a missing key takes its
/// default and an unknown one is an error.
///
/// - Source: Kaldi, feat/feature-mfcc.cc; without dither features agree with kaldi-native-fbank to
///   1e-3.
public struct CepstralConfiguration: Sendable, Hashable {
  /// The filter bank whose log energies are transformed: 23 filters, with energy.
  ///
  /// With ``FrameConfiguration/usesEnergy`` the logarithm of the frame's energy takes the place
  /// of coefficient 0.  With ``FilterBankConfiguration/usesHTKOrder`` that column comes last, and a
  /// coefficient 0 in it is multiplied by √2, as HTK defines it.
  public var filterBank: FilterBankConfiguration
  /// The number of cepstral coefficients, which is the number of columns of the features.
  public var coefficientCount: Int
  /// The parameter `Q` of the factor `1 + Q/2 sin(π k / Q)` of coefficient `k`; 0 is no liftering.
  public var lifter: Float = 22

  /// Kaldi's defaults for signals of this sample rate in hertz.
  public init(sampleRate: Int = 16000, coefficientCount: Int = 13) {
    filterBank = FilterBankConfiguration(sampleRate: sampleRate, melBinCount: 23)
    filterBank.frames.usesEnergy = true
    self.coefficientCount = coefficientCount
  }

  /// Checks that features can be computed.
  ///
  /// - Throws: ``FeatureConfigurationError`` that names the first unusable option.
  public func validate() throws(FeatureConfigurationError) {
    try filterBank.validate()
    try require("usesLogarithm", filterBank.usesLogarithm, filterBank.usesLogarithm) {
      "true for cepstral coefficients"
    }
    let bins = filterBank.melBinCount
    try require("coefficientCount", coefficientCount, (1...bins).contains(coefficientCount)) {
      "1 to the \(bins) mel filters"
    }
    try require("lifter", lifter, lifter >= 0 && lifter.isFinite) { "at least 0" }
  }
}

extension CepstralConfiguration: Codable {
  static let options: [OptionCoding<CepstralConfiguration>] = [
    .init("filterBank", \.filterBank, options: FilterBankConfiguration.options),
    .init("coefficientCount", \.coefficientCount),
    .init("lifter", \.lifter),
  ]

  /// Reads the options that are given and takes the default for every other.
  ///
  /// - Throws: `DecodingError` for a value of the wrong kind, or a key that is no option.
  public init(from decoder: any Decoder) throws {
    self.init()
    try OptionCoding.read(Self.options, from: decoder, into: &self)
  }

  /// Writes all options.
  public func encode(to encoder: any Encoder) throws {
    try OptionCoding.write(Self.options, of: self, to: encoder)
  }
}
