import TestSupport
import Testing

@testable import AudioFrontEnd

@Suite("Convolution and rooms")
struct ConvolutionTests {
  private func noise(_ count: Int, seed: UInt64) -> [Float] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in generator.normal() }
  }

  /// The sum that a convolution is.
  private func naive(_ signal: [Float], _ filter: [Float]) -> [Float] {
    var result = [Double](repeating: 0, count: signal.count + filter.count - 1)
    for (i, x) in signal.enumerated() {
      for (k, h) in filter.enumerated() { result[i + k] += Double(x) * Double(h) }
    }
    return result.map(Float.init)
  }

  @Test(
    "blocks of any number give the sum that a convolution is",
    arguments: [(1, 1), (1, 300), (255, 2), (256, 2), (1000, 1), (511, 100), (1500, 90), (64, 64)])
  func oracle(lengths: (Int, Int)) {
    let (signal, filter) = (noise(lengths.0, seed: 1), noise(lengths.1, seed: 2))
    let (result, expected) = (convolution(of: signal, with: filter), naive(signal, filter))
    // Sums of up to 100 products of normal numbers: about 10, of which Float keeps 1e-6.
    #expect(largestDifference(result, expected) < 5e-5)
  }

  @Test("nothing convolves to nothing")
  func empty() {
    #expect(convolution(of: [], with: [1]).isEmpty)
    #expect(convolution(of: [1], with: []).isEmpty)
  }

  @Test("a room's sound starts with the direct path, lasts as long and has the same energy")
  func room() {
    let clip = AudioClip(samples: noise(900, seed: 3), sampleRate: 8000)
    var response = [Float](repeating: 0, count: 400)
    response[37] = -0.5
    response[38...] = (38..<400).map { 0.1 * noise(400, seed: 4)[$0] * Float(400 - $0) / 400 }[...]
    let result = clip.reverberated(by: AudioClip(samples: response, sampleRate: 8000))
    let expected = Array(naive(clip.samples, response)[37..<937])
    #expect(result.samples.count == 900)
    #expect(abs(result.power() / clip.power() - 1) < 1e-5)
    let gain = result.samples[5] / expected[5]
    #expect(gain > 0)
    #expect(largestDifference(result.samples, expected.map { gain * $0 }) < 1e-4)
  }

  @Test("a response of one sample, wherever it stands, gives the sound itself back")
  func echoless() {
    let clip = AudioClip(samples: noise(700, seed: 5), sampleRate: 16000)
    for delay in [0, 1, 250] {
      let samples = [Float](repeating: 0, count: delay) + [0.3, 0, 0]
      let result = clip.reverberated(by: AudioClip(samples: samples, sampleRate: 16000))
      #expect(largestDifference(result.samples, clip.samples) < 1e-5)
    }
  }

  @Test("a silent response, an empty one and a silent clip change nothing")
  func silence() {
    let clip = AudioClip(samples: noise(50, seed: 6), sampleRate: 16000)
    for samples in [[], [0, 0, 0]] as [[Float]] {
      #expect(clip.reverberated(by: AudioClip(samples: samples, sampleRate: 16000)) == clip)
    }
    let silent = AudioClip(samples: [0, 0], sampleRate: 16000)
    #expect(silent.reverberated(by: clip) == silent)
  }
}
