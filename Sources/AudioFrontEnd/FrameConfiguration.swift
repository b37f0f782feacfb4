/// How a signal is cut into frames and each of them prepared for its Fourier transform: the options
/// that all features share, with Kaldi's meanings.
public protocol FrameConfiguration: Sendable {
  /// Samples a second, in hertz.
  var sampleRate: Int { get set }
  /// The length of a frame in milliseconds.
  var frameLengthMilliseconds: Float { get set }
  /// The distance between the starts of two frames in milliseconds.
  var frameShiftMilliseconds: Float { get set }
  /// The factor `p` of the pre-emphasis `x[i] - p x[i - 1]`, from 0 (none) to 1.
  var preemphasis: Float { get set }
  /// The taper of a frame.
  var windowFunction: WindowFunction { get set }
  /// Whether a frame's mean is taken off before anything else.
  var removesDCOffset: Bool { get set }
  /// Whether a frame is padded with zeros to a power of two before its Fourier transform.
  var roundsToPowerOfTwo: Bool { get set }
  /// Whether only frames count that lie wholly inside the signal.
  ///
  /// Otherwise a frame is centred on every shift, and the signal is mirrored at its ends.
  var snipsEdges: Bool { get set }
  /// The standard deviation of the white noise that is added to every frame, on the scale of
  /// ``sampleScale``; 0 (none) makes features a function of the signal alone.
  var dither: Float { get set }
  /// The seed of the noise; the same for every signal.
  var ditherSeed: UInt64 { get set }
  /// The factor applied to samples of ±1 first; 32768 is Kaldi's scale, that of 16-bit integers.
  var sampleScale: Float { get set }
  /// Whether the natural logarithm of a frame's energy, the sum of its squared samples, is one of
  /// its features.
  var usesEnergy: Bool { get set }
  /// Whether that energy is of the frame before pre-emphasis and taper rather than after.
  var usesRawEnergy: Bool { get set }
  /// The smallest energy of a frame before the logarithm; never less than 2^-23, as in Kaldi.
  var frameEnergyFloor: Float { get set }
}

extension FrameConfiguration {
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

  func validateFrames() throws(FeatureConfigurationError) {
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
}
