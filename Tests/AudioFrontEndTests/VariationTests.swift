import AudioFrontEnd
import Foundation
import TestSupport
import Testing

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

  @Test("artificial noise has the ratio asked for, and a falling one is low", arguments: [0, 20])
  func artificialNoise(ratio: Int) {
    let sound = clip(tone(1000))
    for color in NoiseColor.allCases {
      var generator = SeededGenerator(seed: 3)
      let noisy = sound.addingNoise(
        color, signalToNoiseDecibels: Float(ratio), using: &generator)
      let noise = difference(noisy, sound)
      #expect(abs(decibels(sound.power() / noise.power()) - Float(ratio)) < 0.05)
      // A first difference takes little from white noise (3 dB more) and most from a low one.
      let slopes = clip(zip(noise.samples.dropFirst(), noise.samples).map { $0 - $1 })
      let change = decibels(slopes.power() / noise.power())
      #expect(abs(change - (color == .white ? 3 : -7)) < 1)
    }
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

  @Test("a telephone takes the highs, and µ-law leaves noise 38 dB below a loud tone")
  func telephone() {
    let low = clip(tone(1000, amplitude: 0.9))
    let plain = low.throughTelephone(muLaw: false)
    let coded = low.throughTelephone()
    #expect(plain.samples.count == low.samples.count)
    #expect(abs(decibels(plain.power() / low.power())) < 0.1)
    #expect((33...41).contains(decibels(plain.power() / difference(coded, plain).power())))
    #expect(decibels(clip(tone(6000)).throughTelephone().power() / 0.125) < -40)
    let narrow = AudioClip(samples: low.samples, sampleRate: 8000)
    #expect(narrow.throughTelephone(muLaw: false) == narrow)
    #expect(narrow.throughTelephone() != narrow)
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
