import Foundation

/// Log mel energies as OpenAI's Whisper computes them, for ``FeatureExtractor``.
///
/// Frames of 400 samples, tapered by a periodic Hann window, lie around every 160th sample of sound
/// at 16 kHz, which is reflected at its ends: `N` samples have `N / 160` frames.  Filters at equal
/// distances on Slaney's mel scale from 0 to 8000 hertz, of equal areas, weigh the power spectrum;
/// features are
///
///     log10 max(energy, 1e-10)
///
/// Whisper then brings the whole recording into a range that depends on its loudest value.  That is
/// a step of its own, ``WhisperNormalization``, so that features of a stream are those of the whole.
///
///     let extractor = try FeatureExtractor(WhisperConfiguration())
///     let input = WhisperNormalization().normalized(extractor.features(of: clip))  // [frames, 80]
///
/// - Source: openai/whisper, audio.py, `log_mel_spectrogram`; librosa, `filters.mel`.
public struct WhisperConfiguration: Sendable, Hashable {
  /// Samples a second, in hertz, that signals must have.
  public static let sampleRate = 16000
  /// The number of triangular filters, which is the number of columns of the features: 80 up to
  /// Whisper large-v2, 128 from large-v3 on.
  public var melBinCount: Int

  /// Features of so many filters.
  public init(melBinCount: Int = 80) { self.melBinCount = melBinCount }

  /// Checks that features can be computed.
  ///
  /// - Throws: ``FeatureConfigurationError`` that names the first unusable option.
  public func validate() throws(FeatureConfigurationError) {
    // Of 150 filters, one would lie between two frequencies of the Fourier transform.
    try require("melBinCount", melBinCount, (1...149).contains(melBinCount)) { "1 to 149" }
  }

  var analysis: SpectralAnalysis {
    var frames = FrameConfiguration(sampleRate: Self.sampleRate)
    frames.preemphasis = 0
    frames.removesDCOffset = false
    frames.roundsToPowerOfTwo = false
    frames.sampleScale = 1
    let length = frames.frameLength
    return SpectralAnalysis(
      frames, framing: Framing(length: length, shift: frames.frameShift, edges: .reflected),
      window: (0..<length).map { Float(0.5 - 0.5 * cos(2 * .pi * Double($0) / Double(length))) })
  }

  var stage: FilterBankStage {
    let frequencies = analysis.frequencyCount
    return FilterBankStage(
      MelFilterBank(slaney: melBinCount, frequencyCount: frequencies, sampleRate: Self.sampleRate),
      frequencyCount: frequencies, floor: 1e-10, logarithm: .decimal)
  }
}

extension WhisperConfiguration: Codable {
  static let options: [OptionCoding<WhisperConfiguration>] = [
    .init("melBinCount", \.melBinCount)
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
