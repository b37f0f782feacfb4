import AudioFrontEnd
import Foundation
import NumericCore
import TestSupport
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

  private func varied(
    _ configuration: AugmentationConfiguration, _ clip: AudioClip? = nil, seed: UInt64
  ) throws -> AudioClip {
    var generator = SeededGenerator(seed: seed)
    let clip = clip ?? self.clip
    return try Augmentation(configuration, sampleRate: clip.sampleRate)
      .varied(clip, using: &generator)
  }

  @Test("the generator decides the variation")
  func seeds() throws {
    var configuration = AugmentationConfiguration()
    configuration.noise = 1
    #expect(try varied(configuration, seed: 1) == varied(configuration, seed: 1))
    #expect(try varied(configuration, seed: 1) != varied(configuration, seed: 2))
    #expect(try varied(nothing, seed: 1) == clip)
  }

  @Test("each speed comes as often as the others and changes the length")
  func speeds() throws {
    var counts: [Int: Int] = [:]
    for seed in 0..<150 as Range<UInt64> {
      counts[try varied(AugmentationConfiguration(), seed: seed).samples.count, default: 0] += 1
    }
    #expect(counts.count == 3)
    // Binomial with standard deviation 6 about 50.
    #expect(counts.values.allSatisfy { abs($0 - 50) < 24 }, "\(counts)")
    for (length, factor) in zip(counts.keys.sorted(), [1.1, 1, 0.9]) {
      #expect(abs(Double(length) - Double(clip.samples.count) / factor) <= 1)
    }
  }

  @Test("a pause of any length up to the one asked for, as quiet as the sound, stands at both ends")
  func pauses() throws {
    var configuration = nothing
    configuration.silence = 0.2
    var generator = SeededGenerator(seed: 0)
    let hiss = (0..<clip.samples.count).map { _ in 0.001 * generator.uniform(in: -1...1) }
    let noisy = AudioClip(samples: hiss + clip.samples, sampleRate: clip.sampleRate)
    let longest = Int(0.2 * Double(clip.sampleRate))
    var leads: Set<Int> = []
    for seed in 0..<20 as Range<UInt64> {
      let samples = try varied(configuration, noisy, seed: seed).samples
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

  @Test("soft ends are lost as often as asked for, each by a measure of its own")
  func softEnds() throws {
    var configuration = nothing
    configuration.cut = 0.5
    configuration.cutDecibels = [3, 30]
    // A sound that swells and fades by 40 dB.
    let swelling = AudioClip(
      samples: (0..<8000).map { i in
        let decibels = -40 * abs(Float(i) - 4000) / 4000
        return pow(10, decibels / 20) * (i % 2 == 0 ? 1 : -1)
      }, sampleRate: 8000)
    var losses: Set<[Int]> = []
    for seed in 0..<60 as Range<UInt64> {
      let samples = try varied(configuration, swelling, seed: seed).samples
      let head = try #require(swelling.samples.firstIndex(of: samples[0]))
      #expect(samples == Array(swelling.samples[head..<head + samples.count]))
      if samples.count < 8000 { losses.insert([head, 8000 - head - samples.count]) }
    }
    // Four standard deviations of the count, less a few that are the same by chance.
    #expect((12...46).contains(losses.count))
    #expect(losses.contains { $0[0] > 2 * $0[1] } && losses.contains { $0[1] > 2 * $0[0] })
  }

  @Test("noise has the ratio to the signal that is asked for", arguments: [0, 10, 30] as [Float])
  func noise(decibels: Float) throws {
    var configuration = nothing
    configuration.noise = 1
    configuration.noiseDecibels = [decibels, decibels]
    func power(_ samples: [Float]) -> Double { samples.reduce(0) { $0 + Double($1) * Double($1) } }
    for seed in 0..<6 as Range<UInt64> {
      let added = try zip(varied(configuration, seed: seed).samples, clip.samples).map { $0 - $1 }
      let ratio = 10 * log10(power(clip.samples) / power(added))
      #expect(abs(ratio - Double(decibels)) < 0.05)
    }
  }

  @Test("the share of noisy clips is that asked for")
  func share() throws {
    var configuration = nothing
    configuration.noise = 0.3
    let noisy = try (0..<200 as Range<UInt64>).count {
      try varied(configuration, seed: $0) != clip
    }
    #expect(abs(noisy - 60) < 26)  // four standard deviations
  }

  @Test("a telephone's band takes the highs of a wide one, and the lows, more or less of them")
  func telephoneBand() throws {
    var configuration = nothing
    configuration.telephoneBand = 1
    func tone(_ hertz: Double) -> AudioClip {
      AudioClip(
        samples: (0..<16000).map { Float(sin(2 * .pi * hertz * Double($0) / 16000)) },
        sampleRate: 16000)
    }
    func powers(_ hertz: Double) throws -> [Float] {
      try (0..<20 as Range<UInt64>).map { seed in
        let result = try varied(configuration, tone(hertz), seed: seed)
        #expect(result.sampleRate == 16000)
        return result.power() / tone(hertz).power()
      }
    }
    #expect(try powers(1000).allSatisfy { (0.9...1.1).contains($0) })
    #expect(try powers(6000).allSatisfy { $0 < 0.01 })
    let (lows, highs) = (try powers(150), try powers(3300))
    for some in [lows, highs] {
      #expect(some.contains { $0 < 0.5 } && some.contains { $0 > 0.8 }, "\(some)")
    }
  }

  @Test("peaks are cut off as often as asked for, by up to 20 dB")
  func clipping() throws {
    var configuration = nothing
    configuration.clipping = 0.5
    let peak = try #require(clip.samples.map(abs).max())
    let losses = try (0..<60 as Range<UInt64>).compactMap { seed -> Float? in
      let varied = try varied(configuration, seed: seed)
      return varied == clip
        ? nil : 20 * log10(peak / (varied.samples.lazy.map(abs).max() ?? 0))
    }
    #expect((14...46).contains(losses.count))  // four standard deviations
    #expect(losses.allSatisfy { (0...20.001).contains($0) } && (losses.max() ?? 0) > 12)
  }

  @Test("the stages come one after the other and share one generator")
  func order() throws {
    var configuration = AugmentationConfiguration()
    configuration.silence = 0.1
    configuration.clipping = 1
    configuration.telephoneBand = 1
    configuration.noise = 1
    let wide = clip.resampled(to: 16000)
    let others = AudioClip(samples: wide.samples.reversed(), sampleRate: 16000)
    for seed in 0..<4 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed)
      let speed = try #require(configuration.speeds.randomElement(using: &generator))
      var expected = wide.changingSpeed(by: speed)
      expected = expected.addingPauses(upTo: 0.1, using: &generator)
      expected = expected.addingNoise(
        others, signalToNoiseDecibels: generator.uniform(in: 10...40), using: &generator)
      _ = generator.uniform()
      expected = expected.clippingPeaks(byDecibels: generator.uniform(in: 0...20))
      _ = generator.uniform()
      let lowest = generator.uniform(in: 20...400)
      expected = expected.throughTelephone(
        band: lowest...generator.uniform(in: 3000...4000), muLaw: false)
      _ = generator.uniform()
      let decibels = generator.uniform(in: 10...40)
      let kind = try #require(ArtificialNoise.allCases.randomElement(using: &generator))
      expected = expected.addingNoise(kind, signalToNoiseDecibels: decibels, using: &generator)
      generator = SeededGenerator(seed: seed)
      let result = try Augmentation(configuration, sampleRate: 16000)
        .varied(wide, babble: others, using: &generator)
      #expect(result == expected)
    }
  }

  @Test("noise in the place of an utterance is as long as that and up to 30 dB softer")
  func noiseAlone() throws {
    var configuration = nothing
    configuration.noiseAlone = 0.5
    let augmentation = try Augmentation(configuration, sampleRate: clip.sampleRate)
    let levels = (0..<60 as Range<UInt64>).compactMap { seed -> Float? in
      var generator = SeededGenerator(seed: seed)
      guard let noise = augmentation.noise(inPlaceOf: clip, using: &generator) else { return nil }
      #expect(noise.samples.count == clip.samples.count)
      return 10 * log10(noise.power() / clip.power())
    }
    #expect((14...46).contains(levels.count))  // four standard deviations
    #expect(levels.allSatisfy { (-30.1...0.1).contains($0) })
    #expect((levels.min() ?? 0) < -20 && (levels.max() ?? -30) > -10)
    var generator = SeededGenerator(seed: 1)
    #expect(
      try Augmentation(nothing, sampleRate: 8000).noise(inPlaceOf: clip, using: &generator) == nil)
  }

  @Test("a volume of the range asked for is drawn")
  func volume() throws {
    var configuration = nothing
    configuration.volumeDecibels = [-6, 12]
    var gains: [Float] = []
    for seed in 0..<40 as Range<UInt64> {
      gains.append(20 * log10(try varied(configuration, seed: seed).samples[9] / clip.samples[9]))
    }
    #expect(gains.allSatisfy { (-6.001...12.001).contains($0) })
    #expect((gains.min() ?? 0) < -4 && (gains.max() ?? 0) > 10)
  }

  @Test("without a folder rooms are made up, as often as asked for")
  func madeUpRooms() throws {
    var configuration = nothing
    configuration.reverberation = 0.5
    let augmentation = try Augmentation(configuration, sampleRate: clip.sampleRate)
    let sounds = (0..<40 as Range<UInt64>).map { seed in
      var generator = SeededGenerator(seed: seed)
      return augmentation.varied(clip, using: &generator)
    }
    // Binomial with standard deviation 3.2 about 20.
    let dry = sounds.count { $0 == clip }
    #expect((8...32).contains(dry))
    #expect(Set(sounds.map(\.samples)).count > 40 - dry - 5, "of 200 rooms")
    #expect(sounds.allSatisfy { abs($0.power() / clip.power() - 1) < 1e-3 })
  }

  @Test("noise and rooms come from folders, as often as asked for")
  func folders() throws {
    try withTemporaryFolder { folder in
      for (name, samples) in [
        ("noises/a.wav", [0.5, -0.5]), ("noises/b.wav", [0.25, 0.5]),
        ("rooms/a.wav", [0, 0.9, 0.3]), ("rooms/b.wav", [0.9, 0, 0, 0.5]),
      ] as [(String, [Float])] {
        let url = folder.appending(path: name)
        try FileManager.default.createDirectory(
          at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try waveFile(channels: [samples], sampleRate: clip.sampleRate).write(to: url)
      }
      var noisy = nothing
      noisy.noise = 0.5
      noisy.noiseDecibels = [0, 0]
      noisy.noiseFolder = folder.appending(path: "noises").path
      var roomy = nothing
      roomy.reverberation = 0.5
      roomy.impulseResponseFolder = folder.appending(path: "rooms").path
      for (configuration, variants) in [(noisy, 4), (roomy, 2)] {
        let results = try (0..<60 as Range<UInt64>).map { try varied(configuration, seed: $0) }
        #expect(abs(results.count { $0 == clip } - 30) < 16)  // four standard deviations
        // Two noises of two samples start in two places each; there are two rooms.
        let distinct = Set(results.map { $0.samples }).count
        #expect(distinct == variants + 1)
        #expect(results == (try (0..<60).map { try varied(configuration, seed: $0) }))
        #expect(try Augmentation(configuration, sampleRate: 8000).soundFingerprints.count == 2)
      }
      noisy.noise = 0
      #expect(try Augmentation(noisy, sampleRate: 8000).soundFingerprints.isEmpty)
    }
  }
}
