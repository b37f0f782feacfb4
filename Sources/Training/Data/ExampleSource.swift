import AudioFrontEnd
import Interchange
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
  /// The label between two utterances that are joined.
  private let boundary: Int?
  /// The utterances of each speaker.
  private let voices: [String: [Int]]
  /// Features before they are masked, where they are the same in every epoch and there is room.
  private let unmasked: Mutex<[Matrix?]>?

  init(
    _ utterances: [Utterance], extractor: FeatureExtractor, normalization: FeatureNormalization,
    augmentation: Augmentation, boundary: Int?, seed: UInt64
  ) {
    self.boundary = boundary
    voices = Dictionary(grouping: utterances.indices) { utterances[$0].voice }
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
  ///
  /// - Throws: of sound that is not kept in memory, what reading it throws.
  func example(_ index: Int, epoch: Int) throws(AudioFileError) -> Example {
    var generator = SeededGenerator(
      seed: SeededGenerator.seed(seed, UInt64(epoch)), stream: UInt64(index))
    var features: Matrix
    var target: [Int]
    if let known = unmasked?.withLock({ $0[index] }) {
      features = known
      target = utterances[index].target
    } else {
      var clip: AudioClip
      (clip, target) = try varied(index, using: &generator)
      if let other = partner(of: index, using: &generator) {
        let (more, following) = try varied(other, using: &generator)
        clip = AudioClip(samples: clip.samples + more.samples, sampleRate: clip.sampleRate)
        if let boundary, !target.isEmpty, !following.isEmpty { target.append(boundary) }
        target += following
      }
      features = extractor.features(of: clip)
      normalization.normalize(&features)
      if utterances[index].sound.isInMemory { unmasked?.withLock { $0[index] = features } }
    }
    augmentation.mask(&features, using: &generator)
    return Example(features: features, target: target)
  }

  /// The sound of the utterance at `index`, varied as the generator decides, and its labels; or noise in
  /// its place, and none.
  private func varied(
    _ index: Int, using generator: inout SeededGenerator
  ) throws(AudioFileError) -> (clip: AudioClip, target: [Int]) {
    let clip = try utterances[index].clip()
    let noise = augmentation.noise(inPlaceOf: clip, using: &generator)
    let babble = try babble(using: &generator)
    return (
      augmentation.varied(noise ?? clip, babble: babble, using: &generator),
      noise == nil ? utterances[index].target : []
    )
  }

  /// Three to eight utterances at once, if there is to be babble.
  private func babble(
    using generator: inout SeededGenerator
  ) throws(AudioFileError) -> AudioClip? {
    guard generator.draws(augmentation.configuration.babble) else { return nil }
    var voices: [AudioClip] = []
    for _ in 0..<Int.random(in: 3...8, using: &generator) {
      let index = utterances.indices.randomElement(using: &generator) ?? 0
      voices.append(try utterances[index].clip())
    }
    return .babble(of: voices, using: &generator)
  }

  /// The utterance that is joined to the one at `index`, if one is to be.
  private func partner(of index: Int, using generator: inout SeededGenerator) -> Int? {
    guard generator.draws(augmentation.configuration.join) else { return nil }
    return voices[utterances[index].voice]?.randomElement(using: &generator)
  }
}

extension Utterance {
  /// Who speaks; the same for all whose speakers are unknown.
  fileprivate var voice: String { entry.speaker ?? "" }
}

extension AugmentationConfiguration {
  /// Whether nothing is done to the sound itself.
  var leavesSound: Bool {
    speeds.allSatisfy { $0 == 1 } && join == 0 && cut == 0 && silence == 0 && reverberation == 0
      && babble == 0 && clipping == 0 && telephoneBand == 0 && noise == 0 && noiseAlone == 0
      && volumeDecibels == [0, 0]
  }
}
