import Foundation
public import NumericCore

/// The spectrum of artificial noise.
public enum NoiseColor: String, Codable, Sendable, CaseIterable {
  /// The same power at all frequencies.
  case white
  /// Power that falls by 6 dB an octave from about a sixtieth of the sample rate on, like much of
  /// the noise of rooms and roads.
  case falling
}

extension AudioClip {
  /// Adds artificial noise.
  ///
  /// - Parameters:
  ///   - color: the noise's spectrum.
  ///   - decibels: the ratio of the clip's power to the noise's, both over all samples.
  ///   - generator: where the noise is drawn from.
  /// - Returns: the sound with the noise.
  public func addingNoise(
    _ color: NoiseColor, signalToNoiseDecibels decibels: Float,
    using generator: inout SeededGenerator
  ) -> AudioClip {
    let leak: Float = color == .white ? 0 : 0.9
    var last: Float = 0
    let noise = samples.map { _ in
      last = leak * last + generator.uniform(in: -1...1)
      return last
    }
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
