public import NumericCore

/// Computes log mel filterbank energies, as Kaldi defines them.
///
/// Every frame loses its mean, is pre-emphasized and tapered; triangular filters at equal distances
/// on the mel scale weigh its power spectrum; the result is the natural logarithm of their sums.
/// With ``FilterBankConfiguration/usesEnergy`` the logarithm of the frame's energy stands beside them.
///
/// - Source: Kaldi, feat/feature-fbank.cc.  Without dither features agree with kaldi-native-fbank to
///   1e-3; the rounding of both shows more only where a filter holds next to none of its frame's
///   energy, about one value in a million of white noise.
public struct FilterBankExtractor: FeatureExtractor {
  /// What is computed.
  public let configuration: FilterBankConfiguration
  private let pipeline: FeaturePipeline

  /// An extractor of the features that `configuration` describes.
  ///
  /// - Throws: ``FeatureConfigurationError`` when `configuration` is invalid.
  public init(_ configuration: FilterBankConfiguration) throws(FeatureConfigurationError) {
    try configuration.validate()
    self.configuration = configuration
    pipeline = FeaturePipeline(SpectralAnalysis(configuration), FilterBankStage(configuration))
  }

  /// Samples a second, in hertz, that signals must have.
  public var sampleRate: Int { configuration.sampleRate }

  /// The number of columns: `melBinCount`, and one more with the energy.
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
