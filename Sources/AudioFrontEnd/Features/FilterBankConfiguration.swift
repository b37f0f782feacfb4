import CKernels
import NumericCore

/// Log mel filterbank energies as ``FeatureExtractor`` computes them: Kaldi's options with Kaldi's
/// meanings and, but for ``melBinCount`` and dither, Kaldi's defaults.
///
/// Every frame loses its mean, is pre-emphasized and tapered; triangular filters at equal distances
/// on the mel scale weigh its power spectrum; the result is the natural logarithm of their sums.
/// With ``FrameConfiguration/usesEnergy`` the logarithm of the frame's energy stands beside them.
///
/// A configuration is plain data: it decodes from JSON or YAML, where a missing key takes its
/// default and an unknown one is an error. Its frames' options are its own, in files as in code.
///
/// - Source: Kaldi, feat/feature-fbank.cc.  Without dither features agree with kaldi-native-fbank to
///   1e-3; the rounding of both shows more only where a filter holds next to none of its frame's
///   energy, about one value in a million of white noise.
@dynamicMemberLookup
public struct FilterBankConfiguration: Sendable, Hashable {
  /// How the signal is cut into frames.
  public var frames: FrameConfiguration
  /// The number of triangular filters, which is the number of columns of the features.
  public var melBinCount: Int
  /// The lower edge of the first filter in hertz.
  public var lowFrequency: Float = 20
  /// The upper edge of the last filter in hertz; zero or less counts from the Nyquist frequency.
  public var highFrequency: Float = 0
  /// Whether features are natural logarithms of the filters' energies.
  public var usesLogarithm = true
  /// Whether filters weigh squared magnitudes rather than magnitudes.
  public var usesPower = true
  /// The smallest energy of a filter before the logarithm; 2^-23, the precision of a `Float`, as in
  /// Kaldi.
  public var energyFloor: Float = .ulpOfOne
  /// Whether columns stand in HTK's order, with the energy behind the others.
  public var usesHTKOrder = false
  /// Whether filters follow HTK: the first weight of the first filter is 0 unless ``lowFrequency``
  /// is, and no filter's energy is less than 1.
  public var usesHTKFilters = false

  /// Kaldi's defaults for signals of this sample rate in hertz.
  public init(sampleRate: Int = 16000, melBinCount: Int = 80) {
    frames = FrameConfiguration(sampleRate: sampleRate)
    self.melBinCount = melBinCount
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

  /// The smallest energy of a filter.
  var leastEnergy: Float {
    max(usesLogarithm ? energyFloor : 0, usesHTKFilters ? 1 : 0)
  }

  /// Its logarithm, bit for bit as extractors compute it.
  package var leastLogEnergy: Float {
    var logarithm: Float = 0
    kernels.logarithm([leastEnergy], &logarithm, 1)
    return logarithm
  }

  /// The upper edge of the last filter in hertz.
  var upperEdge: Float {
    highFrequency > 0 ? highFrequency : Float(frames.sampleRate) / 2 + highFrequency
  }
}

extension FilterBankConfiguration: Codable {
  static let options: [OptionCoding<FilterBankConfiguration>] =
    FrameConfiguration.options.map { $0.inside(\.frames) } + [
      .init("melBinCount", \.melBinCount),
      .init("lowFrequency", \.lowFrequency),
      .init("highFrequency", \.highFrequency),
      .init("usesLogarithm", \.usesLogarithm),
      .init("usesPower", \.usesPower),
      .init("energyFloor", \.energyFloor),
      .init("usesHTKOrder", \.usesHTKOrder),
      .init("usesHTKFilters", \.usesHTKFilters),
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
