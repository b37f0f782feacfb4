import AudioFrontEnd
import Foundation
import NumericCore

/// Varies sound and features of the training set as a configuration says.
///
/// What becomes of an utterance depends on the generator alone.
struct Augmentation: Sendable {
  let configuration: AugmentationConfiguration
  private let noises: [AudioClip]
  private let impulseResponses: ImpulseResponses

  /// How many rooms are made up where no folder has responses of real ones.
  private static let roomCount = 200

  /// Reads the folders of sounds that the configuration names, at the model's sample rate.
  init(
    _ configuration: AugmentationConfiguration, sampleRate: Int
  ) throws(SoundFolderError) {
    func clips(in folder: String, if wanted: Bool) throws(SoundFolderError) -> [AudioClip] {
      guard wanted, !folder.isEmpty else { return [] }
      return try SoundFolder(contentsOf: URL(filePath: folder), sampleRate: sampleRate).clips
    }
    self.configuration = configuration
    noises = try clips(
      in: configuration.noiseFolder, if: configuration.noise > 0 || configuration.noiseAlone > 0)
    if configuration.reverberation > 0, configuration.impulseResponseFolder.isEmpty {
      impulseResponses = ImpulseResponses(madeUp: Self.roomCount, sampleRate: sampleRate)
    } else {
      impulseResponses = ImpulseResponses(
        try clips(in: configuration.impulseResponseFolder, if: configuration.reverberation > 0),
        sampleRate: sampleRate)
    }
  }

  /// The fingerprints of the sounds read.
  var soundFingerprints: [UInt64] {
    noises.map(\.fingerprint) + impulseResponses.fingerprints
  }

  /// The sound of one utterance in one epoch; the generator decides which variation.
  ///
  /// Nothing is drawn where nothing varies, so that masks are the same whether features are known
  /// already or not.
  ///
  /// - Parameters:
  ///   - clip: the sound.
  ///   - babble: others who talk at the same time, if some do.
  ///   - generator: where everything is drawn from.
  /// - Returns: what is learned from in place of the clip.
  func varied(
    _ clip: AudioClip, babble: AudioClip? = nil, using generator: inout SeededGenerator
  ) -> AudioClip {
    guard !configuration.leavesSound else { return clip }
    var clip = clip
    if let speed = configuration.speeds.randomElement(using: &generator), speed != 1 {
      clip = clip.changingSpeed(by: speed)
    }
    if generator.draws(configuration.cut) {
      let (head, tail) = (
        generator.uniform(in: configuration.cutDecibels.bounds),
        generator.uniform(in: configuration.cutDecibels.bounds)
      )
      clip = clip.cuttingEnds(softerBy: head, tail)
    }
    if configuration.silence > 0 {
      clip = clip.addingPauses(upTo: configuration.silence, using: &generator)
    }
    if generator.draws(configuration.reverberation),
      let response = impulseResponses.randomElement(using: &generator)
    {
      clip = clip.reverberated(by: response)
    }
    if let babble {
      let decibels = generator.uniform(in: configuration.noiseDecibels.bounds)
      clip = clip.addingNoise(babble, signalToNoiseDecibels: decibels, using: &generator)
    }
    if generator.draws(configuration.clipping) {
      clip = clip.clippingPeaks(byDecibels: generator.uniform(in: 0...20))
    }
    if generator.uniform() < configuration.telephoneBand {
      let (lowest, highest) = (
        generator.uniform(in: 20...400), generator.uniform(in: 3000...4000)
      )
      clip = clip.throughTelephone(
        band: lowest...highest, muLaw: configuration.telephoneMuLaw)
    }
    if generator.uniform() < configuration.noise {
      let decibels = generator.uniform(in: configuration.noiseDecibels.bounds)
      clip = withNoise(clip, decibels: decibels, using: &generator)
    }
    if configuration.volumeDecibels != [0, 0] {
      clip = clip.changingVolume(
        byDecibels: generator.uniform(in: configuration.volumeDecibels.bounds))
    }
    return clip
  }

  /// Noise alone in place of `clip`, if that is to be.
  func noise(
    inPlaceOf clip: AudioClip, using generator: inout SeededGenerator
  ) -> AudioClip? {
    guard generator.draws(configuration.noiseAlone) else { return nil }
    let decibels = generator.uniform(in: 0...30)
    let both = withNoise(clip, decibels: decibels, using: &generator)
    return AudioClip(
      samples: zip(both.samples, clip.samples).map { $0 - $1 }, sampleRate: clip.sampleRate)
  }

  /// Adds a recording of noise, if there are some, else artificial noise of any kind.
  private func withNoise(
    _ clip: AudioClip, decibels: Float, using generator: inout SeededGenerator
  ) -> AudioClip {
    if let noise = noises.randomElement(using: &generator) {
      return clip.addingNoise(noise, signalToNoiseDecibels: decibels, using: &generator)
    }
    let kind = ArtificialNoise.allCases.randomElement(using: &generator) ?? .white
    return clip.addingNoise(kind, signalToNoiseDecibels: decibels, using: &generator)
  }

  /// Masks features in place.
  func mask(_ features: inout Matrix, using generator: inout SeededGenerator) {
    configuration.specAugment.apply(to: &features, using: &generator)
  }
}

extension SeededGenerator {
  /// Whether one of a share is drawn; where the share is 0, nothing is.
  mutating func draws(_ share: Float) -> Bool { share > 0 && uniform() < share }
}

extension [Float] {
  /// The range between the two numbers of a valid option.
  fileprivate var bounds: ClosedRange<Float> { self[0]...self[1] }
}
