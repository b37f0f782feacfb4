import AudioFrontEnd
import CTC
import NumericCore
import RecurrentNetwork

extension Model {
  /// The length in seconds of the windows of long sound, where ``latency`` is nil.
  public static let windowSeconds = 40.0

  /// How long after the beginning of its sound a row of emissions is there, in seconds; nil if the
  /// model has to see the end of an utterance first.
  ///
  /// It is the row's own length, what the last frame and the front's convolutions reach beyond it,
  /// and nothing more: with frames of 25 ms every 10 ms, stacked in twos, 35 ms.  Sound of another
  /// sample rate comes half a resampling filter later: 64 samples at the lower of the two rates.
  ///
  /// Nil if the network reads in both directions, if late reverberation is taken off the sound, and if
  /// the model takes an utterance's own mean off its features (`FeatureNormalization.priorFrames`):
  /// another mean, such as that of the sound so far, is not what the network has learned from.
  public var latency: Double? {
    let shape = configuration.network.shape
    guard !shape.bidirectional, configuration.normalization.priorFrames == nil,
      configuration.dereverberation != true
    else { return nil }
    let samples = extractor.sampleCount(completing: shape.frameCount(settling: 1))
    return Double(samples) / Double(sampleRate)
  }

  /// Natural logarithms of the probabilities that the network's `logits` stand for.
  func logProbabilities(of logits: Matrix) -> Matrix {
    logits.logSoftmax(temperature: configuration.temperature ?? 1)
  }
}
