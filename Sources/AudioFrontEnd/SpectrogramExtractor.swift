public import NumericCore

/// Computes the logarithms of power spectra, as Kaldi's `compute-spectrogram-feats` does, or power
/// or magnitude spectra themselves.
///
/// - Source: Kaldi, feat/feature-spectrogram.cc.
public struct SpectrogramExtractor: FeatureExtractor {
  /// What is computed.
  public let configuration: SpectrogramConfiguration
  private let pipeline: FeaturePipeline

  /// An extractor of the features that `configuration` describes.
  ///
  /// - Throws: ``FeatureConfigurationError`` when `configuration` is invalid.
  public init(_ configuration: SpectrogramConfiguration) throws(FeatureConfigurationError) {
    try configuration.validate()
    self.configuration = configuration
    pipeline = FeaturePipeline(SpectralAnalysis(configuration), SpectrogramStage(configuration))
  }

  /// Samples a second, in hertz, that signals must have.
  public var sampleRate: Int { configuration.sampleRate }

  /// The number of columns: the frequencies from 0 to the Nyquist frequency, at equal distances.
  public var columnCount: Int { pipeline.columnCount }

  /// The number of frames of a signal of `sampleCount` samples.
  ///
  ///     snips edges     1 + (sampleCount - length) / shift, or 0 below one length
  ///     does not        (sampleCount + shift / 2) / shift
  public func frameCount(sampleCount: Int) -> Int {
    pipeline.framing.frameCount(sampleCount: sampleCount)
  }

  /// The features of samples of ±1 at the configuration's sample rate.
  ///
  /// - Returns: shape `[frames, columnCount]`; no rows for too few samples.
  public func features(of samples: [Float]) -> Matrix { pipeline.features(of: samples) }

  /// A stream that takes a signal piece by piece.
  public func stream() -> FeatureStream { FeatureStream(pipeline) }
}
