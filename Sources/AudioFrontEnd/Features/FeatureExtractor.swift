public import NumericCore

/// Turns samples into features, a row for every frame.
///
///     let extractor = try FeatureExtractor(FilterBankConfiguration(sampleRate: 16000))
///     let features = extractor.features(of: clip)  // [frames, 80]
///
/// An extractor may be used from many threads at once.
public struct FeatureExtractor: Sendable {
  /// Samples a second, in hertz, that signals must have.
  public let sampleRate: Int
  private let pipeline: FeaturePipeline

  /// An extractor of log mel filterbank energies.
  ///
  /// - Throws: ``FeatureConfigurationError`` when `configuration` is invalid.
  public init(_ configuration: FilterBankConfiguration) throws(FeatureConfigurationError) {
    try configuration.validate()
    self.init(configuration.frames, FilterBankStage(configuration))
  }

  /// An extractor of mel-frequency cepstral coefficients.
  ///
  /// - Throws: ``FeatureConfigurationError`` when `configuration` is invalid.
  public init(_ configuration: CepstralConfiguration) throws(FeatureConfigurationError) {
    try configuration.validate()
    self.init(configuration.filterBank.frames, CepstralStage(configuration))
  }

  /// An extractor of spectra.
  ///
  /// - Throws: ``FeatureConfigurationError`` when `configuration` is invalid.
  public init(_ configuration: SpectrogramConfiguration) throws(FeatureConfigurationError) {
    try configuration.validate()
    self.init(configuration.frames, SpectrogramStage(configuration))
  }

  /// An extractor of Whisper's log mel energies, before ``WhisperNormalization``.
  ///
  /// - Throws: ``FeatureConfigurationError`` when `configuration` is invalid.
  public init(_ configuration: WhisperConfiguration) throws(FeatureConfigurationError) {
    try configuration.validate()
    sampleRate = WhisperConfiguration.sampleRate
    pipeline = FeaturePipeline(configuration.analysis, configuration.stage)
  }

  private init(_ frames: FrameConfiguration, _ stage: some SpectrumStage) {
    sampleRate = frames.sampleRate
    pipeline = FeaturePipeline(SpectralAnalysis(frames), stage)
  }

  /// The number of columns of the features.
  public var columnCount: Int { pipeline.columnCount }

  /// The number of frames of a signal of `sampleCount` samples.
  ///
  ///     snips edges     1 + (sampleCount - length) / shift, or 0 below one length
  ///     does not        (sampleCount + shift / 2) / shift
  ///     Whisper         sampleCount / shift
  public func frameCount(sampleCount: Int) -> Int {
    pipeline.framing.frameCount(sampleCount: sampleCount)
  }

  /// The number of samples after which a ``stream()`` has given `frames` frames.
  ///
  /// - Precondition: `frames` is positive.
  public func sampleCount(completing frames: Int) -> Int {
    pipeline.framing.start(of: frames - 1) + pipeline.framing.length
  }

  /// The features of samples of ±1 at ``sampleRate``.
  ///
  /// - Returns: shape `[frames, columnCount]`; no rows for too few samples.
  public func features(of samples: [Float]) -> Matrix { pipeline.features(of: samples) }

  /// The features of a clip.
  ///
  /// - Returns: shape `[frames, columnCount]`; no rows for a clip that is too short.
  /// - Precondition: the clip's sample rate is the extractor's; see ``AudioClip/resampled(to:)``.
  public func features(of clip: AudioClip) -> Matrix {
    precondition(
      clip.sampleRate == sampleRate,
      "a clip of \(clip.sampleRate) hertz for features at \(sampleRate) hertz")
    return features(of: clip.samples)
  }

  /// A stream that takes a signal piece by piece.
  public func stream() -> FeatureStream { FeatureStream(pipeline) }
}
