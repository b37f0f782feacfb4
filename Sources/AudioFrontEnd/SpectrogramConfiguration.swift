/// What ``SpectrogramExtractor`` computes: Kaldi's options with Kaldi's meanings and, but for
/// dither, Kaldi's defaults.
///
/// A configuration is plain data: it decodes from JSON or YAML, where a missing key takes its
/// default and an unknown one is an error.
public struct SpectrogramConfiguration: FrameConfiguration, Codable, Hashable {
  /// Samples a second, in hertz.
  public var sampleRate: Int
  /// The length of a frame in milliseconds.
  public var frameLengthMilliseconds: Float = 25
  /// The distance between the starts of two frames in milliseconds.
  public var frameShiftMilliseconds: Float = 10
  /// The factor `p` of the pre-emphasis `x[i] - p x[i - 1]`, from 0 (none) to 1.
  public var preemphasis: Float = 0.97
  /// The taper of a frame.
  public var windowFunction = WindowFunction.povey
  /// Whether a frame's mean is taken off before anything else.
  public var removesDCOffset = true
  /// Whether a frame is padded with zeros to a power of two before its Fourier transform.
  public var roundsToPowerOfTwo = true
  /// Whether only frames count that lie wholly inside the signal.
  ///
  /// Otherwise a frame is centred on every shift, and the signal is mirrored at its ends.
  public var snipsEdges = true
  /// The standard deviation of the white noise that is added to every frame, on the scale of
  /// ``sampleScale``; 0 (none) makes features a function of the signal alone.
  public var dither: Float = 0
  /// The seed of the noise; the same for every signal.
  public var ditherSeed: UInt64 = 0
  /// The factor applied to samples of ±1 first.
  ///
  /// 32768 is Kaldi's scale, that of 16-bit integers; 1 shifts log energies by -2 ln 32768 = -20.79.
  public var sampleScale: Float = 32768
  /// Whether the logarithm of the frame's energy takes the place of frequency 0, which carries
  /// little: its mean is gone.
  public var usesEnergy = true
  /// Whether that energy is of the frame before pre-emphasis and taper rather than after.
  public var usesRawEnergy = true
  /// The smallest energy of a frame before the logarithm; never less than 2^-23, as in Kaldi.
  public var frameEnergyFloor: Float = 0
  /// The smallest number before the logarithm; 2^-23, the precision of a `Float`, as in Kaldi.
  public var energyFloor: Float = .ulpOfOne
  /// Whether features are natural logarithms.
  public var usesLogarithm = true
  /// Whether features are squared magnitudes rather than magnitudes.
  public var usesPower = true

  /// Kaldi's defaults for signals of this sample rate in hertz.
  public init(sampleRate: Int = 16000) {
    self.sampleRate = sampleRate
  }

  /// Checks that features can be computed.
  ///
  /// - Throws: ``FeatureConfigurationError`` that names the first unusable option.
  public func validate() throws(FeatureConfigurationError) {
    try validateFrames()
    try require("energyFloor", energyFloor, energyFloor.isNormal && energyFloor > 0) {
      "greater than 0"
    }
  }
}
