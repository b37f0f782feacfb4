/// What ``CepstralExtractor`` computes: Kaldi's options of MFCC with Kaldi's meanings and, but for
/// dither, Kaldi's defaults.
///
/// A configuration is plain data: it decodes from JSON or YAML, where a missing key takes its
/// default and an unknown one is an error.
public struct CepstralConfiguration: Codable, Sendable, Hashable {
  /// The filter bank whose log energies are transformed: 23 filters, with energy.
  ///
  /// With ``FilterBankConfiguration/usesEnergy`` the logarithm of the frame's energy takes the place
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
    filterBank.usesEnergy = true
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

extension CepstralConfiguration {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case filterBank
    case coefficientCount
    case lifter
  }

  /// Reads the options that are given and takes the default for every other.
  ///
  /// - Throws: `DecodingError` for a value of the wrong kind, or a key that is no option.
  public init(from decoder: any Decoder) throws {
    self.init()
    let options = try OptionContainer<CodingKeys>(decoder)
    try options.readOptions(.filterBank) { try filterBank.update(from: $0) }
    try options.read(.coefficientCount, into: &coefficientCount)
    try options.read(.lifter, into: &lifter)
  }
}
