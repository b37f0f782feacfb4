import Foundation
import TestSupport
import Testing

@testable import AudioFrontEnd

@Suite("Variations of a clip")
struct VariationTests {
  private func tone(_ hertz: Double, seconds: Double = 0.5, amplitude: Double = 0.5) -> [Float] {
    (0..<Int(16000 * seconds)).map {
      Float(amplitude * sin(2 * .pi * hertz * Double($0) / 16000))
    }
  }

  private func clip(_ samples: [Float]) -> AudioClip {
    AudioClip(samples: samples, sampleRate: 16000)
  }

  private func difference(_ a: AudioClip, _ b: AudioClip) -> AudioClip {
    clip(zip(a.samples, b.samples).map { $0 - $1 })
  }

  private func decibels(_ ratio: Float) -> Float { 10 * log10(ratio) }

  @Test("six decibels are twice the amplitude; only who asks for clipping gets it")
  func volume() {
    let sound = clip([0.25, -0.4, 0.75])
    let louder = sound.changingVolume(byDecibels: 6.0206)
    #expect(largestDifference(louder.samples, [0.5, -0.8, 1.5]) < 1e-5)
    let clipped = sound.changingVolume(byDecibels: 6.0206, clipping: true)
    #expect(largestDifference(clipped.samples, [0.5, -0.8, 1]) < 1e-5)
    #expect(sound.changingVolume(byDecibels: 0) == sound)
  }

  @Test("ends that are softer than asked for are cut off, each by its own measure")
  func softEnds() {
    // 40, 20 and 0 dB below the loudest, 20 stretches of 10 ms each, and back.
    let steps = [0.005, 0.05, 0.5, 0.05, 0.005].map { tone(500, seconds: 0.2, amplitude: $0) }
    let sound = clip(steps.flatMap { $0 })
    func kept(_ head: Float, _ tail: Float) -> ArraySlice<[Float]> {
      let result = sound.cuttingEnds(softerBy: head, tail).samples
      let parts = (0..<5).flatMap { first in (first...5).map { steps[first..<$0] } }
      return parts.first { $0.flatMap { $0 } == result } ?? []
    }
    #expect(kept(45, 45) == steps[...])
    #expect(kept(30, 45) == steps[1...])
    #expect(kept(45, 10) == steps[..<3])
    #expect(kept(10, 30) == steps[2..<4])
    #expect(kept(0, 0) == steps[2..<3])
    for samples in [[], [0], [0, 0, 0]] as [[Float]] {
      #expect(clip(samples).cuttingEnds(softerBy: 20, 20) == clip(samples))
    }
  }

  @Test("the active level of a tone between pauses is that of the tone")
  func activeLevel() {
    let quiet = [Float](repeating: 0.0001, count: 32000)
    let sound = clip(quiet + tone(400) + quiet)
    #expect(abs(decibels(sound.power(.active) / 0.125)) < 0.1)
    #expect(abs(decibels(sound.power() / 0.125) - decibels(8000 / 72000)) < 0.1)
    for level in SignalLevel.allCases {
      #expect(clip([]).power(level) == 0)
      #expect(clip([0, 0, 0]).power(level) == 0)
    }
  }

  @Test("artificial noise has the ratio asked for", arguments: [0, 20])
  func artificialNoise(ratio: Int) {
    let sound = clip(tone(1000))
    for kind in ArtificialNoise.allCases {
      for seed in 0..<10 as Range<UInt64> {
        var generator = SeededGenerator(seed: seed)
        let noisy = sound.addingNoise(
          kind, signalToNoiseDecibels: Float(ratio), using: &generator)
        let noise = difference(noisy, sound)
        #expect(abs(decibels(sound.power() / noise.power()) - Float(ratio)) < 0.05, "\(kind)")
      }
    }
  }

  private func noise(_ kind: ArtificialNoise, seconds: Double = 0.5, seed: UInt64) -> AudioClip {
    let carrier = clip(tone(1000, seconds: seconds, amplitude: 1e-3))
    var generator = SeededGenerator(seed: seed)
    return difference(
      carrier.addingNoise(kind, signalToNoiseDecibels: -60, using: &generator), carrier)
  }

  @Test("a first difference gains 3 dB of white noise and takes most of low noise and of a hum")
  func colors() {
    for (kind, change) in [(.white, 3), (.falling, -7), (.hum, -25)] as [(ArtificialNoise, Float)] {
      let noise = noise(kind, seed: 3)
      let slopes = clip(zip(noise.samples.dropFirst(), noise.samples).map { $0 - $1 })
      #expect(abs(decibels(slopes.power() / noise.power()) - change) < 2, "\(kind)")
    }
  }

  @Test("tones and knocks rise at once and fade; knocks are over soon, tones ring")
  func strokes() {
    // The share of stretches of 10 ms that are 40 dB below the loudest.
    func quiet(_ kind: ArtificialNoise) -> Float {
      let shares = (0..<20 as Range<UInt64>).map { seed in
        let powers = noise(kind, seconds: 4, seed: seed).framePowers(span: 160)
        let loudest = powers.max() ?? 0
        return Float(powers.count { $0 < 1e-4 * loudest }) / Float(powers.count)
      }
      return shares.reduce(0, +) / 20
    }
    #expect(quiet(.knocks) > 0.6)
    #expect(quiet(.tones) < 0.4)
    #expect(quiet(.white) == 0)
  }

  @Test("a hum repeats itself 50 or 60 times a second")
  func hum() {
    var periods: Set<Int> = []
    for seed in 0..<20 as Range<UInt64> {
      let hum = noise(.hum, seed: seed).samples
      // Of both, three periods of 60 Hz and one of 20 ms are whole numbers of samples.
      for (period, mains) in [(320, 50), (800, 60)]
      where largestDifference(Array(hum.dropFirst(period)), Array(hum.dropLast(period))) < 1e-2 {
        periods.insert(mains)
      }
    }
    #expect(periods == [50, 60])
  }

  @Test("babble is the sum of all voices, each as loud, from any place and over again")
  func babble() {
    var generator = SeededGenerator(seed: 5)
    let long = clip(tone(400, seconds: 0.5, amplitude: 0.01))
    let short = clip(tone(2000, seconds: 0.2, amplitude: 0.9))
    let both = AudioClip.babble(of: [long, short], using: &generator)
    #expect(both.samples.count == long.samples.count)
    #expect(abs(both.power() - 2) < 0.05)
    let one = AudioClip.babble(of: [short, clip([0, 0, 0]), clip([])], using: &generator)
    #expect(abs(one.power() - 1) < 1e-3)
    let starts = Set(
      (0..<20).map { _ in AudioClip.babble(of: [short], using: &generator).samples[0] })
    #expect(starts.count > 3)
    #expect(AudioClip.babble(of: [clip([])], using: &generator) == clip([]))
  }

  @Test("recorded noise has the ratio to the speech that is asked for, pauses or none")
  func recordedNoise() {
    var generator = SeededGenerator(seed: 4)
    let noise = clip((0..<80000).map { _ in 0.1 * generator.normal() })
    let speech = clip(tone(300) + [Float](repeating: 0, count: 24000))
    for (level, power) in [(.active, 0.125), (.overall, 0.03125)] as [(SignalLevel, Float)] {
      let noisy = speech.addingNoise(
        noise, signalToNoiseDecibels: 12, level: level, using: &generator)
      #expect(abs(decibels(power / difference(noisy, speech).power()) - 12) < 0.1)
    }
  }

  @Test("noise starts anywhere in its recording, and over again where that is too short")
  func places() {
    let silent = clip([Float](repeating: 0, count: 10))
    // The power of a silent clip is 0, so that a faint tone carries the noise.
    let carrier = clip([Float](repeating: 1e-3, count: 10))
    var starts: Set<Int> = []
    for (length, expected) in [(4, 4), (10, 10), (14, 5)] {
      let noise = clip((0..<length).map { Float($0 + 1) })
      starts = []
      for seed in 0..<100 as Range<UInt64> {
        var generator = SeededGenerator(seed: seed)
        let noisy = carrier.addingNoise(noise, signalToNoiseDecibels: -60, using: &generator)
        let added = difference(noisy, carrier).samples
        // Neighbours differ by the unit, but where the recording starts over.
        let unit = zip(added.dropFirst(), added).map { $0 - $1 }.max() ?? 0
        let numbers = added.map { Int(($0 / unit).rounded()) - 1 }
        #expect(numbers == (0..<10).map { (numbers[0] + $0) % length })
        starts.insert(numbers[0])
      }
      #expect(starts == Set(0..<expected))
    }
    var generator = SeededGenerator(seed: 1)
    #expect(
      silent.addingNoise(carrier, signalToNoiseDecibels: 0, using: &generator) == silent)
    #expect(
      carrier.addingNoise(silent, signalToNoiseDecibels: 0, using: &generator) == carrier)
    #expect(
      carrier.addingNoise(clip([]), signalToNoiseDecibels: 0, using: &generator) == carrier)
    let loud = clip(tone(300))
    for faint in [0, 1e-30, 1e-20] as [Float] {
      let noise = clip([Float](repeating: faint, count: 2 * loud.samples.count))
      #expect(loud.addingNoise(noise, signalToNoiseDecibels: 10, using: &generator) == loud)
    }
  }

  @Test("a telephone takes lows and highs, and µ-law leaves noise 38 dB below a loud tone")
  func telephone() {
    let middle = clip(tone(1013, amplitude: 0.9))
    let plain = middle.throughTelephone(muLaw: false)
    let coded = middle.throughTelephone()
    #expect(plain.samples.count == middle.samples.count)
    #expect(abs(decibels(plain.power() / middle.power())) < 0.1)
    #expect((33...41).contains(decibels(plain.power() / difference(coded, plain).power())))
    #expect(decibels(clip(tone(6000)).throughTelephone().power() / 0.125) < -40)
    let low = clip(tone(150, seconds: 2))
    #expect(abs(decibels(low.throughTelephone().power() / 0.125) + 24) < 1)
    #expect(abs(decibels(low.throughTelephone(band: 20...4000).power() / 0.125)) < 0.1)
    // Nothing but the band's edges changes what is at 8 kHz already.
    let narrow = AudioClip(samples: middle.samples, sampleRate: 8000)
    #expect(narrow.throughTelephone(band: 4000...5000, muLaw: false) == narrow)
    #expect(narrow.throughTelephone(muLaw: false) != narrow)
  }

  @Test("peaks are cut off so many decibels below the largest sample")
  func clipping() {
    let sound = clip([0.1, -0.8, 0.5, -0.2])
    #expect(
      largestDifference(
        sound.clippingPeaks(byDecibels: 6.0206).samples, [0.1, -0.4, 0.4, -0.2]) < 1e-5)
    #expect(sound.clippingPeaks(byDecibels: 0) == sound)
    #expect(clip([]).clippingPeaks(byDecibels: 3) == clip([]))
  }

  @Test("the published policies are those of the paper's table")
  func policies() {
    func row(_ policy: SpecAugment) -> [Float] {
      [
        Float(policy.maximumFrequencyWidth), Float(policy.frequencyMaskCount),
        Float(policy.maximumTimeWidth), policy.maximumTimeFraction, Float(policy.timeMaskCount),
      ]
    }
    #expect(row(.libriSpeechBasic) == [27, 1, 100, 1, 1])
    #expect(row(.libriSpeechDouble) == [27, 2, 100, 1, 2])
    #expect(row(.switchboardMild) == [15, 2, 70, 0.2, 2])
    #expect(row(.switchboardStrong) == [27, 2, 70, 0.2, 2])
    #expect(SpecAugment() == .libriSpeechDouble)
  }
}
