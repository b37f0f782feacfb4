/// What ``FilterBankExtractor`` computes: Kaldi's options with Kaldi's meanings and, but for
/// ``melBinCount`` and ``dither``, Kaldi's defaults.
///
/// A configuration is plain data: it decodes from JSON or YAML, where a missing key takes its
/// default and an unknown one is an error.
public struct FilterBankConfiguration: FrameConfiguration, Codable, Hashable {
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
  /// The standard deviation of the white noise that is added to every frame, on the scale of
  /// ``sampleScale``; 0 (none) makes features a function of the signal alone.
  public var dither: Float = 0
  /// The seed of the noise; the same for every signal.
  public var ditherSeed: UInt64 = 0
  /// The factor applied to samples of ±1 first.
  ///
  /// 32768 is Kaldi's scale, that of 16-bit integers; 1 shifts log energies by -2 ln 32768 = -20.79.
  public var sampleScale: Float = 32768

  /// Whether the logarithm of a frame's energy is a column of its own, before those of the filters.
  public var usesEnergy = false
  /// Whether that energy is of the frame before pre-emphasis and taper rather than after.
  public var usesRawEnergy = true
  /// The smallest energy of a frame before the logarithm; never less than 2^-23, as in Kaldi.
  public var frameEnergyFloor: Float = 0
  /// Whether columns stand in HTK's order, with the energy behind the others.
  public var usesHTKOrder = false
  /// Whether filters follow HTK: the first weight of the first filter is 0 unless ``lowFrequency``
  /// is, and no filter's energy is less than 1.
  public var usesHTKFilters = false

  /// Kaldi's defaults for signals of this sample rate in hertz.
  public init(sampleRate: Int = 16000, melBinCount: Int = 80) {
    self.sampleRate = sampleRate
    self.melBinCount = melBinCount
  }

  /// The upper edge of the last filter in hertz.
  var upperEdge: Float {
    highFrequency > 0 ? highFrequency : Float(sampleRate) / 2 + highFrequency
  }
}
