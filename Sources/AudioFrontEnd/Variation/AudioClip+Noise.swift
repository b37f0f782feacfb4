import Foundation
public import NumericCore

extension AudioClip {
  /// Adds artificial noise.
  ///
  /// - Parameters:
  ///   - kind: what it sounds like.
  ///   - decibels: the ratio of the clip's power to the noise's, both over all samples.
  ///   - generator: where the noise is drawn from.
  /// - Returns: the sound with the noise.
  public func addingNoise(
    _ kind: ArtificialNoise, signalToNoiseDecibels decibels: Float,
    using generator: inout SeededGenerator
  ) -> AudioClip {
    let noise = kind.noise(count: samples.count, sampleRate: sampleRate, using: &generator)
    return adding(noise, power: energy(samples), decibels: decibels)
  }

  /// Adds a recording of noise, from a place drawn at random on and, if that is shorter,
  /// from its start again as often as it takes.
  ///
  /// - Parameters:
  ///   - noise: the recording, at the clip's sample rate; an empty or silent one changes nothing.
  ///   - decibels: the ratio of the clip's power to that of the noise it is given, over all
  ///     samples.
  ///   - level: which power of the clip is meant; that of speech alone by default, so that long
  ///     pauses do not make the noise softer.
  ///   - generator: where the place is drawn from.
  /// - Returns: the sound with the noise.
  /// - Precondition: the sample rates are the same.
  public func addingNoise(
    _ noise: AudioClip, signalToNoiseDecibels decibels: Float, level: SignalLevel = .active,
    using generator: inout SeededGenerator
  ) -> AudioClip {
    requireSameRate(noise)
    let (length, available) = (samples.count, noise.samples.count)
    guard available > 0 else { return self }
    let places = available > length ? available - length + 1 : available
    let start = Int.random(in: 0..<places, using: &generator)
    let stretch = (0..<length).map { noise.samples[(start + $0) % available] }
    return adding(stretch, power: power(level) * Float(length), decibels: decibels)
  }

  /// Several sounds at once, all as loud: babble, if they are speech.
  ///
  /// Each starts from a place drawn at random and, at its end, over again until the longest has ended.
  ///
  /// - Parameters:
  ///   - voices: the sounds; one without any speech adds nothing.
  ///   - generator: where the places are drawn from.
  /// - Returns: their sum, each at a level of 1 where there is speech; see ``SignalLevel/active``.
  /// - Precondition: there are sounds, and their sample rates are the same.
  public static func babble(
    of voices: [AudioClip], using generator: inout SeededGenerator
  ) -> AudioClip {
    precondition(!voices.isEmpty, "babble of no voices")
    let count = voices.map(\.samples.count).max() ?? 0
    var sum = [Float](repeating: 0, count: count)
    for voice in voices {
      voice.requireSameRate(voices[0])
      let scale = 1 / voice.power(.active).squareRoot()
      guard scale.isFinite else { continue }
      let start = Int.random(in: voice.samples.indices, using: &generator)
      for i in 0..<count {
        sum[i] += scale * voice.samples[(start + i) % voice.samples.count]
      }
    }
    return AudioClip(samples: sum, sampleRate: voices[0].sampleRate)
  }

  /// Adds noise, scaled so that `power`, a sum over all samples, is so many decibels above its own.
  private func adding(_ noise: [Float], power: Float, decibels: Float) -> AudioClip {
    let scale = (power / energy(noise)).squareRoot() * amplitude(decibels: -decibels)
    guard scale.isFinite else { return self }
    return AudioClip(
      samples: zip(samples, noise).map { $0 + scale * $1 }, sampleRate: sampleRate)
  }
}

/// The ratio of amplitudes that so many decibels are.
func amplitude(decibels: Float) -> Float { pow(10, decibels / 20) }

/// The sum of the squares of `samples`.
private func energy(_ samples: [Float]) -> Float { samples.reduce(0) { $0 + $1 * $1 } }
