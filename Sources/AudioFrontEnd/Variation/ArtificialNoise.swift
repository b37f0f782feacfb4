import Foundation
import NumericCore

/// Noise that needs no recording.
public enum ArtificialNoise: String, Codable, Sendable, CaseIterable {
  /// The same power at all frequencies.
  case white
  /// Power that falls by 6 dB an octave from about a sixtieth of the sample rate on, like much of
  /// the noise of rooms and roads.
  case falling
  /// The tones of a mains' frequency, 50 or 60 Hz, that bad cables and power supplies add: it and its
  /// multiples to the eighth, each as much softer as it is higher.
  case hum
  /// Tones that are struck and fade, of 80 to 4000 Hz, as those of instruments and signals.
  case tones
  /// Short bursts, as of doors, steps and keys.
  case knocks

  /// Noise of any level.
  func noise(
    count: Int, sampleRate: Int, using generator: inout SeededGenerator
  ) -> [Float] {
    switch self {
    case .white: (0..<count).map { _ in generator.uniform(in: -1...1) }
    case .falling: lowPassed(count, leak: 0.9, using: &generator)
    case .hum: mainsHum(count, sampleRate: sampleRate, using: &generator)
    case .tones:
      strokes(count, sampleRate: sampleRate, lasting: 0.05...1, using: &generator) {
        let frequency = exp($1.uniform(in: log(80)...log(min(4000, 0.45 * Float(sampleRate)))))
        return (0..<$0).map { sin(2 * .pi * frequency * Float($0) / Float(sampleRate)) }
      }
    case .knocks:
      strokes(count, sampleRate: sampleRate, lasting: 0.003...0.06, using: &generator) {
        lowPassed($0, leak: $1.uniform(in: 0...0.95), using: &$1)
      }
    }
  }
}

/// White noise through a filter with one pole at `leak`.
private func lowPassed(
  _ count: Int, leak: Float, using generator: inout SeededGenerator
) -> [Float] {
  var last: Float = 0
  return (0..<count).map { _ in
    last = leak * last + generator.uniform(in: -1...1)
    return last
  }
}

private func mainsHum(
  _ count: Int, sampleRate: Int, using generator: inout SeededGenerator
) -> [Float] {
  let mains: Double = generator.uniform() < 0.5 ? 50 : 60
  let phases = (1...8).map { _ in Double(generator.uniform(in: 0...(2 * .pi))) }
  return (0..<count).map { i in
    let angle = 2 * .pi * mains * Double(i) / Double(sampleRate)
    return Float(
      zip(1..., phases).reduce(0) { $0 + sin(Double($1.0) * angle + $1.1) / Double($1.0) })
  }
}

/// What is struck at random, the first time in the first half, one to ten times a second, by up to
/// 20 dB softer than at the loudest, and fades by 9 dB in one of the `seconds`; `sound` gives so many
/// samples of it before it fades.
private func strokes(
  _ count: Int, sampleRate: Int, lasting seconds: ClosedRange<Float>,
  using generator: inout SeededGenerator,
  sound: (Int, inout SeededGenerator) -> [Float]
) -> [Float] {
  let rate = Float(sampleRate)
  var samples = [Float](repeating: 0, count: count)
  let mean = rate / generator.uniform(in: 1...10)
  var place = generator.uniform(in: 0...Float(count) / 2)
  while Int(place) < count {
    let start = Int(place)
    let decay = rate * exp(generator.uniform(in: log(seconds.lowerBound)...log(seconds.upperBound)))
    var envelope = amplitude(decibels: generator.uniform(in: -20...0))
    let fall = exp(-1 / decay)
    for (i, value) in sound(min(Int(7 * decay), count - start), &generator).enumerated() {
      samples[start + i] += envelope * value
      envelope *= fall
    }
    // The times between strokes of a Poisson process.
    place -= mean * log(1 - generator.uniform())
  }
  return samples
}
