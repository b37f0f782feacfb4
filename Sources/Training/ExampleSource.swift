import AudioFrontEnd
import NumericCore
import Synchronization

/// Makes the examples of an epoch from the utterances of a data set.
///
/// An example depends on the seed, the epoch and the utterance alone, so that any thread may make it
/// at any time.
final class ExampleSource: Sendable {
  private let utterances: [Utterance]
  private let extractor: FeatureExtractor
  private let normalization: FeatureNormalization
  private let augmentation: Augmentation
  private let seed: UInt64
  /// Features before they are masked, where they are the same in every epoch.
  private let unmasked: Mutex<[Matrix?]>?

  init(
    _ utterances: [Utterance], extractor: FeatureExtractor, normalization: FeatureNormalization,
    augmentation: Augmentation, seed: UInt64
  ) {
    self.utterances = utterances
    self.extractor = extractor
    self.normalization = normalization
    self.augmentation = augmentation
    self.seed = seed
    unmasked =
      augmentation.configuration.leavesSound
      ? Mutex([Matrix?](repeating: nil, count: utterances.count)) : nil
  }

  /// Features of the utterance at `index`, varied as this epoch wants it, and its labels.
  func example(_ index: Int, epoch: Int) -> Example {
    let utterance = utterances[index]
    var generator = SeededGenerator(
      seed: SeededGenerator.seed(seed, UInt64(epoch)), stream: UInt64(index))
    let clip = augmentation.varied(utterance.clip, using: &generator)
    var features: Matrix
    if let known = unmasked?.withLock({ $0[index] }) {
      features = known
    } else {
      features = extractor.features(of: clip)
      normalization.normalize(&features)
      unmasked?.withLock { $0[index] = features }
    }
    augmentation.mask(&features, using: &generator)
    return Example(features: features, target: utterance.target)
  }
}

extension AugmentationConfiguration {
  /// Whether nothing is done to the sound itself.
  var leavesSound: Bool {
    speeds.allSatisfy { $0 == 1 } && silence == 0 && reverberation == 0 && telephoneBand == 0
      && noise == 0 && volumeDecibels == [0, 0]
  }
}
