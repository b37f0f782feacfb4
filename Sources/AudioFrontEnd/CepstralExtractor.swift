public import NumericCore

/// Computes mel-frequency cepstral coefficients (MFCC), as Kaldi defines them.
///
/// The logarithms `m` of the energies of `N` mel filters go through an orthonormal cosine transform
/// (DCT-II), and a lifter scales the higher coefficients up:
///
///     c[k] = (1 + Q/2 sin(π k / Q)) √(2/N) Σ_n m[n] cos(π k (n + 1/2) / N)
///
/// with 1 in place of 2 under the root for `k = 0`.
///
/// - Source: Kaldi, feat/feature-mfcc.cc; without dither features agree with kaldi-native-fbank to
///   1e-3.
public struct CepstralExtractor: FeatureExtractor {
  /// What is computed.
  public let configuration: CepstralConfiguration
  private let pipeline: FeaturePipeline

  /// An extractor of the features that `configuration` describes.
  ///
  /// - Throws: ``FeatureConfigurationError`` when `configuration` is invalid.
  public init(_ configuration: CepstralConfiguration) throws(FeatureConfigurationError) {
    try configuration.validate()
    self.configuration = configuration
    pipeline = FeaturePipeline(
      SpectralAnalysis(configuration.filterBank), CepstralStage(configuration))
  }

  /// Samples a second, in hertz, that signals must have.
  public var sampleRate: Int { configuration.filterBank.sampleRate }

  /// The number of columns: `coefficientCount`.
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
