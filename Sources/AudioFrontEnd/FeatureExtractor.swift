public import NumericCore

/// Turns samples into features, a row for every frame.
///
/// An extractor may be used from many threads at once.
public protocol FeatureExtractor: Sendable {
  /// Samples a second, in hertz, that signals must have.
  var sampleRate: Int { get }
  /// The number of columns of the features.
  var columnCount: Int { get }

  /// The number of frames of a signal of `sampleCount` samples.
  ///
  ///     snips edges     1 + (sampleCount - length) / shift, or 0 below one length
  ///     does not        (sampleCount + shift / 2) / shift
  func frameCount(sampleCount: Int) -> Int

  /// The features of samples of ±1 at ``sampleRate``.
  ///
  /// - Returns: shape `[frames, columnCount]`; no rows for too few samples.
  func features(of samples: [Float]) -> Matrix

  /// A stream that takes a signal piece by piece.
  func stream() -> FeatureStream
}

extension FeatureExtractor {
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
}
