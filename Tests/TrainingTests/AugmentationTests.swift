import AudioFrontEnd
import Foundation
import NumericCore
import Testing

@testable import Training

@Suite("Augmentation")
struct AugmentationTests {
  private let clip = ToneWords.clip("ab", seed: 1)

  /// A configuration that changes nothing.
  private var nothing: AugmentationConfiguration {
    var configuration = AugmentationConfiguration()
    configuration.speeds = [1]
    return configuration
  }

  private func varied(_ configuration: AugmentationConfiguration, seed: UInt64) -> AudioClip {
    var generator = SeededGenerator(seed: seed)
    return Augmentation(configuration: configuration).varied(clip, using: &generator)
  }

  @Test("the generator decides the variation")
  func seeds() {
    var configuration = AugmentationConfiguration()
    configuration.noise = 1
    #expect(varied(configuration, seed: 1) == varied(configuration, seed: 1))
    #expect(varied(configuration, seed: 1) != varied(configuration, seed: 2))
    #expect(varied(nothing, seed: 1) == clip)
  }

  @Test("each speed comes as often as the others and changes the length")
  func speeds() {
    var counts: [Int: Int] = [:]
    for seed in 0..<150 as Range<UInt64> {
      counts[varied(AugmentationConfiguration(), seed: seed).samples.count, default: 0] += 1
    }
    #expect(counts.count == 3)
    // Binomial with standard deviation 6 about 50.
    #expect(counts.values.allSatisfy { abs($0 - 50) < 24 }, "\(counts)")
    for (length, factor) in zip(counts.keys.sorted(), [1.1, 1, 0.9]) {
      #expect(abs(Double(length) - Double(clip.samples.count) / factor) <= 1)
    }
  }

  @Test("a pause of any length up to the one asked for, as quiet as the sound, stands at both ends")
  func pauses() {
    var configuration = nothing
    configuration.silence = 0.2
    var generator = SeededGenerator(seed: 0)
    let hiss = (0..<clip.samples.count).map { _ in 0.001 * generator.uniform(in: -1...1) }
    let noisy = AudioClip(samples: hiss + clip.samples, sampleRate: clip.sampleRate)
    let longest = Int(0.2 * Double(clip.sampleRate))
    var leads: Set<Int> = []
    for seed in 0..<20 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed)
      let samples = Augmentation(configuration: configuration)
        .varied(noisy, using: &generator).samples
      let added = samples.count - noisy.samples.count
      let lead = (0...added).first {
        Array(samples[$0..<$0 + noisy.samples.count]) == noisy.samples
      }
      #expect((0...2 * longest).contains(added))
      if let lead {
        leads.insert(lead)
        #expect(samples[..<lead].allSatisfy { abs($0) < 0.0012 })
        #expect(samples[(lead + noisy.samples.count)...].allSatisfy { abs($0) < 0.0012 })
      } else {
        Issue.record("the sound is not in the result")
      }
    }
    #expect(leads.count > 10 && (leads.max() ?? 0) <= longest)
  }

  @Test("noise has the ratio to the signal that is asked for", arguments: [0, 10, 30] as [Float])
  func noise(decibels: Float) {
    var configuration = nothing
    configuration.noise = 1
    configuration.noiseDecibels = [decibels, decibels]
    func power(_ samples: [Float]) -> Double { samples.reduce(0) { $0 + Double($1) * Double($1) } }
    for seed in 0..<6 as Range<UInt64> {
      let added = zip(varied(configuration, seed: seed).samples, clip.samples).map { $0 - $1 }
      let ratio = 10 * log10(power(clip.samples) / power(added))
      #expect(abs(ratio - Double(decibels)) < 0.05)
    }
  }

  @Test("the share of noisy clips is that asked for")
  func share() {
    var configuration = nothing
    configuration.noise = 0.3
    let noisy = (0..<200 as Range<UInt64>).count { varied(configuration, seed: $0) != clip }
    #expect(abs(noisy - 60) < 26)  // four standard deviations
  }

  @Test("a telephone's band takes the highs of a wide one and leaves 8 kHz as it is")
  func telephoneBand() {
    var configuration = nothing
    configuration.telephoneBand = 1
    #expect(varied(configuration, seed: 1) == clip)
    func tone(_ hertz: Double) -> AudioClip {
      AudioClip(
        samples: (0..<16000).map { Float(sin(2 * .pi * hertz * Double($0) / 16000)) },
        sampleRate: 16000)
    }
    func power(_ clip: AudioClip) -> Float { clip.samples.reduce(0) { $0 + $1 * $1 } }
    for (hertz, range) in [(1000, 0.9...1.1), (6000, 0...0.01)] as [(Double, ClosedRange<Float>)] {
      var generator = SeededGenerator(seed: 1)
      let result = Augmentation(configuration: configuration)
        .varied(tone(hertz), using: &generator)
      #expect(result.sampleRate == 16000)
      #expect(range.contains(power(result) / power(tone(hertz))), "\(hertz) Hz")
    }
  }
}
