import Foundation
import Testing

@testable import AudioFrontEnd

@Suite("Resampler")
struct ResamplerTests {
  private func sine(_ hertz: Double, rate: Int, count: Int) -> [Float] {
    (0..<count).map { Float(sin(2 * .pi * hertz * Double($0) / Double(rate))) }
  }

  /// The root of the mean square, in decibels below that of a sine.
  private func level(_ samples: ArraySlice<Float>) -> Double {
    let power = samples.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(samples.count)
    return 10 * log10(2 * power + 1e-30)
  }

  /// The samples that no edge of the signal has touched.
  private func middle(_ samples: [Float]) -> Range<Int> {
    samples.count / 3..<2 * samples.count / 3
  }

  @Test(
    "a sine in the pass band comes out as the same sine",
    arguments: [
      (16000, 8000), (8000, 16000), (44100, 16000), (48000, 16000), (11025, 16000), (16000, 11025),
      (1600, 1601),
    ], [0.02, 0.3, 0.7, 0.9])
  func passBand(rates: (Int, Int), part: Double) {
    let (from, to) = rates
    let hertz = part * Double(min(from, to)) / 2
    let resampled = AudioClip(
      samples: sine(hertz, rate: from, count: max(from / 10, 800)), sampleRate: from
    )
    .resampled(to: to).samples
    let expected = sine(hertz, rate: to, count: resampled.count)
    let errors = zip(resampled, expected).map { $0 - $1 }
    // A ripple of 0.1 dB would be -39 dB; images are part of the error.
    #expect(level(errors[middle(errors)]) < -90)
  }

  @Test(
    "a sine above the lower Nyquist frequency is stopped",
    arguments: [(16000, 8000), (44100, 16000), (48000, 16000), (16000, 11025)],
    [0.0, 0.01, 0.1, 0.5, 0.97])
  func stopBand(rates: (Int, Int), part: Double) {
    let (from, to) = rates
    let hertz = Double(to) / 2 + part * Double(from - to) / 2
    // Off the zeros of the sine at the band's edge.
    let samples = (0..<from / 10).map {
      Float(sin(2 * .pi * hertz * Double($0) / Double(from) + 0.6))
    }
    let resampled = AudioClip(samples: samples, sampleRate: from).resampled(to: to).samples
    #expect(level(resampled[middle(resampled)]) < -90)
  }

  @Test(
    "the output is as long as the signal, rounded up to a sample",
    arguments: [(16000, 8000), (8000, 16000), (44100, 16000), (9, 10)], [0, 1, 2, 441, 442, 1000])
  func length(rates: (Int, Int), count: Int) {
    let resampler = Resampler(from: rates.0, to: rates.1)
    let expected = (count * rates.1 + rates.0 - 1) / rates.0
    #expect(resampler.sampleCount(for: count) == expected)
    #expect(resampler.resampled([Float](repeating: 1, count: count)).count == expected)
  }

  @Test("a constant stays exactly that far from the edges")
  func constant() {
    let resampled = Resampler(from: 44100, to: 16000).resampled(
      [Float](repeating: 0.5, count: 8000))
    #expect(resampled[middle(resampled)].allSatisfy { abs($0 - 0.5) < 1e-6 })
  }

  @Test("an impulse stays in its place", arguments: [(16000, 8000), (8000, 16000), (48000, 16000)])
  func impulse(rates: (Int, Int)) throws {
    var samples = [Float](repeating: 0, count: 600)
    samples[300] = 1
    let resampled = Resampler(from: rates.0, to: rates.1).resampled(samples)
    let peak = try #require(resampled.indices.max { resampled[$0] < resampled[$1] })
    #expect(peak == 300 * rates.1 / rates.0)
    for distance in 1..<90 {
      #expect(abs(resampled[peak - distance] - resampled[peak + distance]) < 1e-6)
    }
  }

  @Test("outside of its samples the signal is zero")
  func edges() {
    let samples = sine(440, rate: 8000, count: 500)
    let resampler = Resampler(from: 8000, to: 16000)
    let zeros = [Float](repeating: 0, count: 250)
    let inside = resampler.resampled(zeros + samples + zeros)
    #expect(resampler.resampled(samples) == Array(inside[500..<1500]))
  }

  @Test("the same rate returns the same samples")
  func sameRate() {
    let samples = sine(440, rate: 8000, count: 100)
    #expect(Resampler(from: 8000, to: 8000).resampled(samples) == samples)
  }

  @Test("a ratio of too many phases to keep gives the same as one that is kept")
  func manyPhases() {
    // 2,000,000 : 1,999,999 and 1 : 1 differ by a two-millionth.
    let samples = sine(440, rate: 8000, count: 300)
    let resampled = Resampler(from: 1_999_999, to: 2_000_000).resampled(samples)
    #expect(zip(resampled[100..<200], samples[100..<200]).allSatisfy { abs($0 - $1) < 1e-4 })
  }

  @Test("speed changes length and pitch together", arguments: [0.9, 1.0, 1.1, 2.0])
  func speed(factor: Double) {
    let clip = AudioClip(samples: sine(500, rate: 16000, count: 4000), sampleRate: 16000)
    let changed = clip.changingSpeed(by: factor)
    #expect(changed.sampleRate == 16000)
    #expect(changed.samples.count == Int((4000 / factor).rounded(.up)))
    let expected = sine(500 * factor, rate: 16000, count: changed.samples.count)
    let errors = zip(changed.samples, expected).map { $0 - $1 }
    #expect(level(errors[middle(errors)]) < -90)
  }

  @Test(
    "decimal factors are short fractions",
    arguments: [
      (0.9, 9, 10), (1.1, 11, 10), (1.0, 1, 1), (0.95, 19, 20), (1.0 / 3, 1, 3), (10.0, 10, 1),
    ])
  func ratio(value: Double, numerator: Int, denominator: Int) {
    let ratio = Ratio(approximating: value, maximumDenominator: 1000)
    #expect(ratio == Ratio(numerator, denominator))
    #expect(ratio.numerator == numerator && ratio.denominator == denominator)
  }

  @Test("an irrational factor is approximated closely")
  func irrationalRatio() {
    let ratio = Ratio(approximating: 1.1 * 2.0.squareRoot(), maximumDenominator: 1000)
    #expect(ratio.denominator <= 1000)
    let value = Double(ratio.numerator) / Double(ratio.denominator)
    #expect(abs(value - 1.1 * 2.0.squareRoot()) < 1 / (1000 * Double(ratio.denominator)))
  }

  @Test("filters may be made on many threads at once")
  func concurrency() async {
    let samples = sine(440, rate: 8000, count: 300)
    let expected = Resampler(from: 8000, to: 7_007_000).resampled(samples)
    await withTaskGroup(of: Bool.self) { group in
      for rate in 71...110 {
        group.addTask {
          _ = Resampler(from: 70, to: rate)
          return Resampler(from: 8000, to: 7_007_000).resampled(samples) == expected
        }
      }
      for await equal in group { #expect(equal) }
    }
  }
}
