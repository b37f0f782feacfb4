/// Logarithms of power spectra as ``FeatureExtractor`` computes them, or power or magnitude spectra
/// themselves: the options of Kaldi's `compute-spectrogram-feats` with Kaldi's meanings and, but for
/// dither, Kaldi's defaults.
///
/// There is a column for every frequency from 0 to the Nyquist frequency, at equal distances.  With
/// ``FrameConfiguration/usesEnergy`` the logarithm of the frame's energy takes the place of frequency 0,
/// which carries little: its mean is gone.
///
/// A configuration is plain data: it decodes from JSON or YAML, where a missing key takes its
/// default and an unknown one is an error. Its frames' options are its own, in files as in code.
///
/// - Source: Kaldi, feat/feature-spectrogram.cc.
@dynamicMemberLookup
public struct SpectrogramConfiguration: Sendable, Hashable {
  /// How the signal is cut into frames.
  public var frames: FrameConfiguration
  /// The smallest number before the logarithm; 2^-23, the precision of a `Float`, as in Kaldi.
  public var energyFloor: Float = .ulpOfOne
  /// Whether features are natural logarithms.
  public var usesLogarithm = true
  /// Whether features are squared magnitudes rather than magnitudes.
  public var usesPower = true

  /// Kaldi's defaults for signals of this sample rate in hertz.
  public init(sampleRate: Int = 16000) {
    frames = FrameConfiguration(sampleRate: sampleRate, usesEnergy: true)
  }

  /// The frames' options, and what follows from them.
  public subscript<Value>(dynamicMember path: KeyPath<FrameConfiguration, Value>) -> Value {
    frames[keyPath: path]
  }

  /// The frames' options.
  public subscript<Value>(dynamicMember path: WritableKeyPath<FrameConfiguration, Value>) -> Value {
    get { frames[keyPath: path] }
    set { frames[keyPath: path] = newValue }
  }

  /// Checks that features can be computed.
  ///
  /// - Throws: ``FeatureConfigurationError`` that names the first unusable option.
  public func validate() throws(FeatureConfigurationError) {
    try frames.validate()
    try require("energyFloor", energyFloor, energyFloor.isNormal && energyFloor > 0) {
      "greater than 0"
    }
  }
}

extension SpectrogramConfiguration: Codable {
  static let options: [OptionCoding<SpectrogramConfiguration>] =
    FrameConfiguration.options.map { $0.inside(\.frames) } + [
      .init("energyFloor", \.energyFloor),
      .init("usesLogarithm", \.usesLogarithm),
      .init("usesPower", \.usesPower),
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
