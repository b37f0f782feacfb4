import AudioFrontEnd
import Foundation
import NumericCore
import RecurrentNetwork
import TestSupport
import Testing

@testable import SequenceLabeler

@Suite("Soft sound")
struct SoftSoundTests {
  /// A model whose features have the floor of the model that ships, and its frames a mean of 12 nats.
  private func model(priorFrames: Float? = 300) throws -> Model {
    let model = try randomModel(priorFrames: priorFrames)
    var configuration = model.configuration
    configuration.features.energyFloor = 100
    return try Model(
      configuration: configuration, alphabet: model.alphabet, network: model.network)
  }

  /// Bursts of noise, as loud as speech, with 60 dB less between them.
  private func speech(sampleRate: Int = 8000) -> AudioClip {
    let noise = noise(count: sampleRate, seed: 1).samples
    return AudioClip(
      samples: noise.enumerated().map { $0 / (sampleRate / 8) % 2 == 0 ? $1 : $1 / 1000 },
      sampleRate: sampleRate)
  }

  private func features(of clip: AudioClip, for model: Model) throws -> (
    lifted: Matrix, own: Matrix
  ) {
    let softSound = try #require(model.softSound)
    let clip = clip.resampled(to: model.sampleRate)
    return (
      softSound.lifted(softSound.extractor.features(of: clip)), model.extractor.features(of: clip)
    )
  }

  @Test("is as its louder copy to the network, though that has a floor")
  func lifted() throws {
    let model = try model()
    let clip = speech()
    let soft = try features(of: clip.changingVolume(byDecibels: -50), for: model)
    let softer = try features(of: clip.changingVolume(byDecibels: -65), for: model)
    #expect(softer.own.elements.filter { $0 == softer.own.elements.min() }.count > 200)
    #expect(largestDifference(softer.lifted.elements, soft.lifted.elements) < 1e-3)
    #expect(
      model.features(of: clip.changingVolume(byDecibels: -65))
        == model.configuration.normalization.normalized(softer.lifted))
    let emissions = [-50, -65].map {
      model.logProbabilities(of: clip.changingVolume(byDecibels: $0))
    }
    #expect(largestDifference(emissions[0].elements, emissions[1].elements) < 1e-3)
    // The loudest frames have the training's mean then.
    let loudest = FrameLevels(of: soft.lifted, secondsPerFrame: 0.01).loud
    #expect(abs(loudest - 12) < 0.5)
  }

  @Test("is all that changes: other sound, silence and hiss keep their features, bit for bit")
  func kept() throws {
    let model = try model()
    let silence = AudioClip(samples: [Float](repeating: 0, count: 8000), sampleRate: 8000)
    let hiss = noise(count: 8000, seed: 2).changingVolume(byDecibels: -50)
    let telephone = speech(sampleRate: 5000).changingVolume(byDecibels: -5)
    for clip in [speech(), speech().changingVolume(byDecibels: -10), silence, hiss, telephone] {
      let found = try features(of: clip, for: model)
      #expect(found.lifted == found.own)
    }
    #expect(try features(of: AudioClip(samples: [], sampleRate: 8000), for: model).lifted.rows == 0)
  }

  @Test("stays soft for a model that knows loudness")
  func absolute() throws {
    let model = try model(priorFrames: nil)
    #expect(model.softSound == nil)
    let clip = speech().changingVolume(byDecibels: -50)
    #expect(
      model.logProbabilities(of: clip)
        == model.network.logits(of: model.features(of: clip)).logSoftmax())
  }
}
