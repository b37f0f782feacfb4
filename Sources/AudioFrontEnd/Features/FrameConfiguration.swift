/// How a signal is cut into frames and each of them prepared for its Fourier transform: the options
/// that all features share, with Kaldi's meanings and, but for dither, Kaldi's defaults.
public struct FrameConfiguration: Sendable, Hashable {
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
  /// Whether the natural logarithm of a frame's energy, the sum of its squared samples, is one of
  /// its features.
  public var usesEnergy: Bool
  /// Whether that energy is of the frame before pre-emphasis and taper rather than after.
  public var usesRawEnergy = true
  /// The smallest energy of a frame before the logarithm; never less than 2^-23, as in Kaldi.
  public var frameEnergyFloor: Float = 0

  /// Kaldi's defaults for signals of this sample rate in hertz.
  public init(sampleRate: Int = 16000, usesEnergy: Bool = false) {
    self.sampleRate = sampleRate
    self.usesEnergy = usesEnergy
  }

  /// The number of samples in a frame.
  public var frameLength: Int { sampleCount(milliseconds: frameLengthMilliseconds) }

  /// The number of samples between the starts of two frames.
  public var frameShift: Int { sampleCount(milliseconds: frameShiftMilliseconds) }

  /// The number of samples that are transformed: the frame and the zeros behind it.
  public var transformLength: Int {
    guard roundsToPowerOfTwo else { return frameLength }
    var length = 1
    while length < frameLength { length *= 2 }
    return length
  }

  /// The number of frequencies of a frame's spectrum, from 0 to the Nyquist frequency.
  public var frequencyCount: Int { transformLength / 2 + 1 }

  /// Rounds as Kaldi does: down, in double precision, from a single-precision option.
  private func sampleCount(milliseconds: Float) -> Int {
    let count = Double(Float(sampleRate)) * 0.001 * Double(milliseconds)
    return count.magnitude < 1e9 ? Int(count) : 0
  }

  func validate() throws(FeatureConfigurationError) {
    try require("sampleRate", sampleRate, (1000...1_000_000).contains(sampleRate)) {
      "1000 to 1000000 hertz"
    }
    try require("frameLengthMilliseconds", frameLengthMilliseconds, (2...65536) ~= frameLength) {
      "2 to 65536 samples long"
    }
    try require("frameShiftMilliseconds", frameShiftMilliseconds, frameShift >= 1) {
      "at least one sample long"
    }
    try require("roundsToPowerOfTwo", roundsToPowerOfTwo, transformLength % 2 == 0) {
      "true, for a frame of \(frameLength) samples, which is an odd number"
    }
    try require("preemphasis", preemphasis, (0...1).contains(preemphasis)) { "0 to 1" }
    try require("dither", dither, dither >= 0 && dither.isFinite) { "at least 0" }
    try require("sampleScale", sampleScale, sampleScale > 0 && sampleScale.isFinite) {
      "greater than 0"
    }
    try require(
      "frameEnergyFloor", frameEnergyFloor, frameEnergyFloor >= 0 && frameEnergyFloor.isFinite
    ) { "at least 0" }
  }

  static let options: [OptionCoding<FrameConfiguration>] = [
    .init("sampleRate", \.sampleRate),
    .init("frameLengthMilliseconds", \.frameLengthMilliseconds),
    .init("frameShiftMilliseconds", \.frameShiftMilliseconds),
    .init("preemphasis", \.preemphasis),
    .init("windowFunction", \.windowFunction),
    .init("removesDCOffset", \.removesDCOffset),
    .init("roundsToPowerOfTwo", \.roundsToPowerOfTwo),
    .init("snipsEdges", \.snipsEdges),
    .init("dither", \.dither),
    .init("ditherSeed", \.ditherSeed),
    .init("sampleScale", \.sampleScale),
    .init("usesEnergy", \.usesEnergy),
    .init("usesRawEnergy", \.usesRawEnergy),
    .init("frameEnergyFloor", \.frameEnergyFloor),
  ]
}
