import AudioFrontEnd
import Testing

@Suite("Resampling stream")
struct ResamplingStreamTests {
  private static let rates = [
    (16000, 8000), (8000, 16000), (44100, 16000), (48000, 16000), (10, 11), (100, 3), (9, 9),
  ]

  private func noise(_ count: Int) -> [Float] {
    var random = SeededGenerator(seed: 8)
    return (0..<count).map { _ in 0.1 * random.normal() }
  }

  /// The outputs of a stream that takes pieces as long as `nextLength` says.
  private func streamed(
    _ samples: [Float], through resampler: Resampler, nextLength: () -> Int
  ) -> [Float] {
    var stream = resampler.stream()
    var result: [Float] = []
    var rest = samples[...]
    while !rest.isEmpty {
      let piece = rest.prefix(nextLength())
      rest = rest.dropFirst(piece.count)
      result += stream.append(piece)
    }
    return result + stream.finish()
  }

  @Test(
    "pieces of any length give the samples of the whole", arguments: rates, [1, 7, 160, 4096])
  func lengths(rates: (Int, Int), length: Int) {
    let samples = noise(length == 4096 ? 6000 : 700)
    let resampler = Resampler(from: rates.0, to: rates.1)
    #expect(
      streamed(samples, through: resampler) { length } == resampler.resampled(samples))
  }

  @Test("pieces of random lengths", arguments: rates)
  func randomLengths(rates: (Int, Int)) {
    var random = SeededGenerator(seed: 4)
    let resampler = Resampler(from: rates.0, to: rates.1)
    for count in [0, 1, 2, 63, 64, 65, 3000] {
      let samples = noise(count)
      let result = streamed(samples, through: resampler) { Int.random(in: 0...300, using: &random) }
      #expect(result == resampler.resampled(samples))
    }
  }

  @Test("a ratio of too many phases to keep streams too")
  func manyPhases() {
    let resampler = Resampler(from: 1_999_999, to: 2_000_000)
    #expect(streamed(noise(150), through: resampler) { 40 } == resampler.resampled(noise(150)))
  }

  @Test("outputs come as soon as their filter has its samples")
  func latency() {
    var stream = Resampler(from: 16000, to: 8000).stream()
    // The filter is 256 taps long: 127 before an output's place, 128 after it.
    #expect(stream.append(noise(128)).isEmpty)
    #expect(stream.append([0]).count == 1)
    #expect(stream.append([0]).isEmpty)
    #expect(stream.append([0]).count == 1)
  }

  @Test("a finished stream begins anew")
  func reuse() {
    let resampler = Resampler(from: 44100, to: 16000)
    var stream = resampler.stream()
    _ = stream.append(noise(1000))
    _ = stream.finish()
    #expect(stream.append(noise(900)) + stream.finish() == resampler.resampled(noise(900)))
  }
}
