import AudioFrontEnd
import Foundation
import NumericCore

/// Varies sound and features of the training set as a configuration says.
struct Augmentation: Sendable {
  let configuration: AugmentationConfiguration

  /// The sound of one utterance in one epoch; the generator decides which variation.
  func varied(_ clip: AudioClip, using generator: inout SeededGenerator) -> AudioClip {
    var clip = clip
    if let speed = configuration.speeds.randomElement(using: &generator), speed != 1 {
      clip = clip.changingSpeed(by: speed)
    }
    if configuration.silence > 0 {
      clip = withPauses(clip, using: &generator)
    }
    if generator.uniform() < configuration.telephoneBand, clip.sampleRate > 8000 {
      clip = clip.resampled(to: 8000).resampled(to: clip.sampleRate)
    }
    if generator.uniform() < configuration.noise {
      let decibels = generator.uniform(
        in: configuration.noiseDecibels[0]...configuration.noiseDecibels[1])
      clip = withNoise(clip, decibels: decibels, using: &generator)
    }
    return clip
  }

  /// Masks features in place.
  func mask(_ features: inout Matrix, using generator: inout SeededGenerator) {
    configuration.specAugment.apply(to: &features, using: &generator)
  }

  /// Puts a pause before the sound and one after it, each of white noise no louder than the quietest
  /// tenth of the sound.
  private func withPauses(
    _ clip: AudioClip, using generator: inout SeededGenerator
  ) -> AudioClip {
    let span = max(clip.sampleRate / 50, 1)
    let levels = stride(from: 0, to: clip.samples.count, by: span).map { start in
      let piece = clip.samples[start..<min(start + span, clip.samples.count)]
      return (piece.reduce(0) { $0 + $1 * $1 } / Float(piece.count)).squareRoot()
    }.sorted()
    let quiet = levels.isEmpty ? 0 : levels[levels.count / 10]
    let pauses = (0..<2).map { _ in
      let seconds = generator.uniform(in: 0...configuration.silence)
      // Uniform noise in -a...a has the level a / √3.
      let amplitude = Float(3).squareRoot() * quiet * generator.uniform()
      return (0..<Int(seconds * Float(clip.sampleRate))).map { _ in
        amplitude * generator.uniform(in: -1...1)
      }
    }
    return AudioClip(
      samples: pauses[0] + clip.samples + pauses[1], sampleRate: clip.sampleRate)
  }

  /// Adds noise that is white, or filtered to fall by 6 dB an octave, at a signal-to-noise ratio.
  private func withNoise(
    _ clip: AudioClip, decibels: Float, using generator: inout SeededGenerator
  ) -> AudioClip {
    let leak: Float = generator.uniform() < 0.5 ? 0 : 0.9
    var last: Float = 0
    let noise = clip.samples.map { _ in
      last = leak * last + generator.uniform(in: -1...1)
      return last
    }
    let power = { (samples: [Float]) in samples.reduce(0) { $0 + $1 * $1 } }
    let scale =
      (power(clip.samples) / max(power(noise), .leastNormalMagnitude)).squareRoot()
      * pow(10, -decibels / 20)
    return AudioClip(
      samples: zip(clip.samples, noise).map { $0 + scale * $1 }, sampleRate: clip.sampleRate)
  }
}
