import CTC
import NumericCore
import TestSupport
import Testing

@Suite("Beam search, as good as others at the same beam")
struct BeamQualityTests {
  /// Fixtures/CTC/beam-quality.json, written by Fixtures/generate/beam_search.py.
  private struct Golden: Decodable {
    struct Case: Decodable {
      let seed, beam: Int
      let fastCTCDecode, flashlight: [Int]
    }
    let frames, symbols: Int
    let cases: [Case]
  }

  @Test("200 best labellings are never less probable than fast-ctc-decode's or flashlight-text's")
  func quality() throws {
    let golden: Golden = try fixture("CTC/beam-quality.json")
    #expect(golden.cases.count == 200)
    let names = [Alphabet.nullName] + "abcdefg".map { String($0) }
    let alphabet = try Alphabet(tokenLines: names)
    for beam in [4, 20] {
      var better = 0
      for item in golden.cases where item.beam == beam {
        let frames = Self.peaky(seed: item.seed, frames: golden.frames, symbols: golden.symbols)
        func logProbability(_ labels: [Int]) -> Float {
          -ctcNegativeLogLikelihood(logits: frames, target: labels, null: 0)
        }
        let decoder = BeamSearchDecoder(
          alphabet: alphabet, options: BeamSearchOptions(beamSize: beam))
        let ours = logProbability(decoder.decoded(frames).labels)
        // A rounding: of the same labelling, the sums are the same.
        for others in [item.fastCTCDecode, item.flashlight].map(logProbability) {
          #expect(ours >= others - 1e-5, "seed \(item.seed)")
          if ours > others + 1e-3 { better += 1 }
        }
      }
      #expect(better > 50, "\(better) of 200 more probable")
    }
  }

  /// The log-probabilities that the generator makes of a seed.
  private static func peaky(seed: Int, frames: Int, symbols: Int) -> Matrix {
    let base = seed * 100_000
    var logits = Matrix(
      rows: frames, columns: symbols, elements: (0..<frames * symbols).map { 6 * noise(base + $0) })
    for t in 0..<frames {
      let label = t % 5 < 2 ? Int(hashed(base + t / 5) % UInt64(symbols - 1)) + 1 : 0
      logits[t, label] += 4 + 8 * noise(base + frames * symbols + t)
    }
    return logits.logSoftmax()
  }

  /// The SplitMix64 hash of an index.
  private static func hashed(_ index: Int) -> UInt64 {
    var z = UInt64(index) &+ 0x9e37_79b9_7f4a_7c15
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// A number in [-0.5, 0.5) that belongs to an index.
  private static func noise(_ index: Int) -> Float { Float(hashed(index) >> 40) * 0x1p-24 - 0.5 }
}
