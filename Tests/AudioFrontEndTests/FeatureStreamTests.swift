import AudioFrontEnd
import Testing

@Suite("Feature stream")
struct FeatureStreamTests {
  /// What is streamed, by what it is of.
  private static func extractors(
    snipsEdges: Bool, dither: Float = 0, frameLengthMilliseconds: Float = 25
  ) throws -> [FeatureExtractor] {
    var bank = FilterBankConfiguration(sampleRate: 16000, melBinCount: 23)
    bank.snipsEdges = snipsEdges
    bank.dither = dither
    bank.frameLengthMilliseconds = frameLengthMilliseconds
    var cepstra = CepstralConfiguration()
    cepstra.filterBank.snipsEdges = snipsEdges
    cepstra.filterBank.dither = dither
    cepstra.filterBank.frameLengthMilliseconds = frameLengthMilliseconds
    var spectrogram = SpectrogramConfiguration()
    spectrogram.snipsEdges = snipsEdges
    spectrogram.dither = dither
    spectrogram.frameLengthMilliseconds = frameLengthMilliseconds
    return [
      try FeatureExtractor(bank), try FeatureExtractor(cepstra),
      try FeatureExtractor(spectrogram), try FeatureExtractor(WhisperConfiguration()),
    ]
  }

  private func noise(_ count: Int) -> [Float] {
    var random = SeededGenerator(seed: 8)
    return (0..<count).map { _ in 0.1 * random.normal() }
  }

  /// The rows of a stream that takes pieces as long as `nextLength` says.
  private func streamed(
    _ samples: [Float], through extractor: FeatureExtractor, nextLength: () -> Int
  ) -> Matrix {
    var stream = extractor.stream()
    var elements: [Float] = []
    var rest = samples[...]
    while !rest.isEmpty {
      let piece = rest.prefix(nextLength())
      rest = rest.dropFirst(piece.count)
      elements += stream.append(piece).elements
    }
    elements += stream.finish().elements
    let columns = extractor.columnCount
    return Matrix(rows: elements.count / columns, columns: columns, elements: elements)
  }

  @Test("pieces of any length give the rows of the whole", arguments: [1, 7, 160, 4096])
  func lengths(length: Int) throws {
    let samples = noise(length == 1 ? 1500 : 5003)
    for snipsEdges in [true, false] {
      for extractor in try Self.extractors(snipsEdges: snipsEdges) {
        let result = streamed(samples, through: extractor) { length }
        #expect(result == extractor.features(of: samples))
      }
    }
  }

  @Test("pieces of random lengths, with dither too", arguments: [Float(0), 1])
  func randomLengths(dither: Float) throws {
    var random = SeededGenerator(seed: 21)
    let samples = noise(6007)
    for (snipsEdges, milliseconds) in [(true, 25), (false, 25), (false, 25.07), (true, 8)] {
      let extractors = try Self.extractors(
        snipsEdges: snipsEdges, dither: dither, frameLengthMilliseconds: Float(milliseconds))
      for extractor in extractors {
        let result = streamed(samples, through: extractor) {
          Int.random(in: 0...900, using: &random)
        }
        #expect(result == extractor.features(of: samples))
      }
    }
  }

  @Test(
    "signals shorter than a frame, whose mirror images are mirrored again",
    arguments: [0, 1, 79, 80, 81, 150, 160, 199, 319, 320, 399, 400, 401])
  func shortSignals(count: Int) throws {
    for snipsEdges in [true, false] {
      // 6.32 ms are 101 samples: the mirror image of a last frame with its middle at the end
      // reaches back to the sample before its start.
      for milliseconds: Float in [25, 25.07, 200, 6.32] {
        let extractors = try Self.extractors(
          snipsEdges: snipsEdges, frameLengthMilliseconds: milliseconds)
        for extractor in extractors {
          let result = streamed(noise(count), through: extractor) { 33 }
          #expect(result == extractor.features(of: noise(count)))
        }
      }
    }
  }

  @Test("a frame comes with its last sample, and not before")
  func latency() throws {
    let extractor = try FeatureExtractor(FilterBankConfiguration())
    var stream = extractor.stream()
    #expect(stream.append(noise(399)).rows == 0)
    #expect(stream.append([0]).rows == 1)
    #expect(stream.append(noise(159)).rows == 0)
    #expect(stream.append([0]).rows == 1)
    #expect(stream.frameCount == 2)
  }

  @Test("a finished stream begins anew")
  func reuse() throws {
    let extractor = try FeatureExtractor(FilterBankConfiguration())
    var stream = extractor.stream()
    _ = stream.append(noise(1000))
    _ = stream.finish()
    let rows = stream.append(noise(3000))
    #expect(rows == extractor.features(of: noise(3000)))
  }
}
