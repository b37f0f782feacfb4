import Foundation
import NumericCore
import TestSupport
import Testing

@testable import AudioFrontEnd

@Suite("Dereverberation")
struct DereverberationTests {
  private func noise(_ count: Int) -> [Float] {
    var random = SeededGenerator(seed: 8)
    return (0..<count).map { i in random.normal() * (i / 300 % 3 == 0 ? 0.1 : 0.001) }
  }

  @Test("spectra left as they are give back the signal", arguments: [1, 4, 16, 512])
  func transform(hop: Int) {
    let transform = ShortTimeFourierTransform(hop: hop)
    let samples = noise(20 * hop)
    let memory = MatrixBuffer(rows: 34, columns: transform.frequencyCount)
    defer { withExtendedLifetime(memory) {} }
    let (real, imaginary) = (memory.view.rows(0..<17), memory.view.rows(17..<34))
    transform.analyze(samples, real: real, imaginary: imaginary)
    let found = transform.synthesize(real: real, imaginary: imaginary)
    #expect(found.count == samples.count)
    for i in transform.margin..<samples.count - transform.margin {
      #expect(abs(found[i] - samples[i]) < 1e-6)
    }
  }

  @Test("pieces of any length give the samples of the whole", arguments: [1, 31, 4096, 50_000])
  func pieces(length: Int) {
    let dereverberation = Dereverberation(sampleRate: 1000)
    for count in [0, 1, 31, 32, 33, 100, 5000, 23_999, 24_001, 60_000] {
      let samples = noise(count)
      let whole = dereverberation.dereverberated(samples)
      #expect(whole.count == count)
      #expect(whole.allSatisfy { $0.isFinite })
      var stream = dereverberation.stream()
      // A second sound has nothing of the first one.
      for _ in 0..<2 {
        var found: [Float] = []
        for start in stride(from: 0, to: count, by: length) {
          found += stream.append(samples[start..<min(start + length, count)])
        }
        #expect(found + stream.finish() == whole)
      }
    }
  }

  @Test("two of the parts that are predicted one by one join without a seam")
  func parts() {
    let samples = noise(60_000)
    let found = Dereverberation(sampleRate: 1000).dereverberated(samples)
    func largestStep(around place: Int) -> Float {
      let near = found[place - 100..<place + 100]
      return zip(near, near.dropFirst()).map { abs($1 - $0) }.reduce(0, max)
    }
    for seam in [16_000, 32_000] {
      // The noise is as loud every 900 samples.
      let elsewhere = (3...12).map { largestStep(around: seam + 900 * $0) }
      #expect(largestStep(around: seam) < 1.5 * (elsewhere.max() ?? 0))
    }
  }

  @Test("silence stays silence")
  func silence() {
    let found = Dereverberation(sampleRate: 8000).dereverberated(
      [Float](repeating: 0, count: 20_000))
    #expect(found.allSatisfy { $0 == 0 })
  }

  @Test("the result does not depend on the number of threads")
  func threads() {
    let samples = noise(30_000)
    let before = ThreadPool.shared.threadCount
    defer { ThreadPool.shared.resize(to: before) }
    let results = [1, 2, 5].map { count in
      ThreadPool.shared.resize(to: count)
      return Dereverberation(sampleRate: 1000).dereverberated(samples)
    }
    #expect(results[0] == results[1] && results[0] == results[2])
  }

  @Test("most of an echo is gone", arguments: [0.1, 0.15, 0.3])
  func echo(delay: Double) {
    let sampleRate = 8000
    let shift = Int(delay * Double(sampleRate))
    var random = SeededGenerator(seed: 3)
    // Bursts of noise of 50 to 250 ms at levels apart by up to 40 dB.
    var clean: [Float] = []
    while clean.count < 10 * sampleRate {
      let level = exp(Float.random(in: -4.6...0, using: &random))
      clean += (0..<Int.random(in: 400...2000, using: &random)).map { _ in level * random.normal() }
    }
    let heard = clean.indices.map { clean[$0] + ($0 < shift ? 0 : 0.5 * clean[$0 - shift]) }
    let found = Dereverberation(sampleRate: sampleRate).dereverberated(heard)
    /// How much of the clean sound there is so much later.
    func share(_ lag: Int) -> Float {
      let products = clean.indices.dropFirst(lag).map { found[$0] * clean[$0 - lag] }
      return products.reduce(0, +) / clean.map { $0 * $0 }.reduce(0, +)
    }
    #expect(share(0) > 0.4)
    #expect(abs(share(shift)) < 0.2 * share(0))
  }
}
