import AudioFrontEnd
import Foundation
import NumericCore
import SequenceLabeler
import Testing

@Suite("Crosstalk")
struct CrosstalkTests {
  private static let rate = 8000

  /// Two channels with noise of -70 dB that have three quarters of a second of louder noise in turn, the
  /// second channel `softer` dB softer, and each `leak` dB softer in the other.
  private func call(leak: Float, softer: Float) -> [[Float]] {
    var generator = SeededGenerator(seed: 7)
    func gain(_ decibels: Float) -> Float { pow(10, -decibels / 20) }
    let said = (0..<2).map { side in
      (0..<8 * Self.rate).map { sample in
        sample / Self.rate % 2 == side && sample % Self.rate < 3 * Self.rate / 4
          ? gain(20 + Float(side) * softer) * generator.normal() : Float(0)
      }
    }
    return (0..<2).map { side in
      (0..<8 * Self.rate).map {
        said[side][$0] + gain(leak) * said[1 - side][$0] + gain(70) * generator.normal()
      }
    }
  }

  /// The call as it is heard without crosstalk, in blocks of so many samples.
  private func covered(_ call: [[Float]], block: Int) -> [[Float]] {
    let crosstalk = Crosstalk(
      between: call.map { SoundLevels(of: AudioClip(samples: $0, sampleRate: Self.rate)) },
      sampleRate: Self.rate)
    return call.enumerated().map { side, samples in
      stride(from: 0, to: samples.count, by: block).flatMap {
        crosstalk.covering(
          Array(samples[$0..<min($0 + block, samples.count)]), of: side + 1, from: $0)
      }
    }
  }

  private func power(_ samples: ArraySlice<Float>) -> Float {
    samples.reduce(0) { $0 + $1 * $1 } / Float(samples.count)
  }

  @Test(
    "is gone down to the noise of the pauses, and what is said stays sample for sample",
    arguments: [(20, 0), (30, 0), (40, 0), (20, -3), (200, 10)] as [(Float, Float)])
  func turns(leak: Float, softer: Float) {
    let call = call(leak: leak, softer: softer)
    let heard = covered(call, block: 3000)
    for side in 0..<2 {
      #expect(heard[side].count == call[side].count)
      for second in 0..<8 {
        // The ends of a turn, of a tenth of a second, may be of either.
        let middle = second * Self.rate + 800..<second * Self.rate + 5200
        if second % 2 == side {
          #expect(heard[side][middle] == call[side][middle])
        } else {
          #expect(power(heard[side][middle]) < 4e-7)
        }
      }
    }
  }

  @Test("is found whatever the channels' gains, and speech on a channel of less gain is none")
  func gains() {
    var call = call(leak: 25, softer: 0)
    // In the last turn both speak.
    for sample in 7 * Self.rate..<8 * Self.rate { call[0][sample] += call[0][sample - Self.rate] }
    call[1] = call[1].map { $0 * 0.12 }
    let heard = covered(call, block: 3000)
    for second in 0..<8 {
      let middle = second * Self.rate + 800..<second * Self.rate + 5200
      for side in 0..<2 where second == 7 || second % 2 == side {
        #expect(heard[side][middle] == call[side][middle])
      }
      if second < 7 { #expect(power(heard[1 - second % 2][middle]) < 4e-7) }
    }
  }

  @Test("is none where both channels are about as loud, or have nothing but noise")
  func none() {
    var generator = SeededGenerator(seed: 3)
    let noise = [0.1, 0.001].map { level in
      (0..<16000).map { _ in Float(level) * generator.normal() }
    }
    #expect(covered(noise, block: 1000) == noise)
    let near = call(leak: 6, softer: 0)
    #expect(covered(near, block: 1000) == near)
    #expect(covered([[], []], block: 1000) == [[], []])
  }
}
