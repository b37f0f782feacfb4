import NumericCore
import TestSupport
import Testing

@testable import CTC

@Suite("Beam search as in the textbook")
struct TextbookBeamSearchTests {
  private let alphabet = Alphabet(transcripts: ["a bc"])
  private let model = ToyLanguageModel(words: ["a", "ab", "c", "ca"])
  private let weight = 0.8
  private let bonus = 1.3

  /// What whole words of a prefix are worth: those with a word boundary after them.
  private func worth(of prefix: [Int]) -> Double {
    let parts = alphabet.text(of: prefix).split(separator: " ", omittingEmptySubsequences: false)
    var context = model.start
    var sum = 0.0
    for word in parts.dropLast() where !word.isEmpty {
      let (score, next) = model.score(model.index(of: String(word)), after: context)
      sum += weight * Double(score) + bonus
      context = next
    }
    return sum
  }

  /// Every extension of every prefix in a dictionary, cut to the best `beamSize` a frame; the
  /// prefixes of the last frame with the probabilities of their paths.
  private func search(_ probabilities: [[Double]], beamSize: Int) -> [[Int]: Double] {
    let null = alphabet.null
    var beam: [[Int]: (null: Double, label: Double)] = [[]: (1, 0)]
    for frame in probabilities {
      var next: [[Int]: (null: Double, label: Double)] = [:]
      for (prefix, paths) in beam {
        let all = paths.null + paths.label
        next[prefix, default: (0, 0)].null += all * frame[null]
        if let last = prefix.last {
          next[prefix, default: (0, 0)].label += paths.label * frame[last]
        }
        for label in frame.indices where label != null {
          next[prefix + [label], default: (0, 0)].label +=
            (label == prefix.last ? paths.null : all) * frame[label]
        }
      }
      func rank(_ prefix: [Int], _ paths: (null: Double, label: Double)) -> Double {
        naturalLogarithm(paths.null + paths.label) + worth(of: prefix)
      }
      let best = next.map { (prefix: $0.key, paths: $0.value, rank: rank($0.key, $0.value)) }
        .sorted { $0.rank > $1.rank }.prefix(beamSize)
      beam = Dictionary(uniqueKeysWithValues: best.map { ($0.prefix, $0.paths) })
    }
    return beam.mapValues { $0.null + $0.label }
  }

  @Test("a narrow beam with a language model keeps the same prefixes", arguments: [1, 3, 10, 25])
  func sameBeam(beamSize: Int) throws {
    var generator = SeededGenerator(seed: UInt64(240 + beamSize))
    for _ in 0..<6 {
      let logits = Matrix.random(rows: 20, columns: alphabet.count, scale: 2, using: &generator)
      let frames = logits.logSoftmax()
      let expected = search(
        frames.doubles.map { $0.map { exponential($0) } }, beamSize: beamSize)
      let options = BeamSearchOptions(
        beamSize: beamSize, languageModel: model, languageWeight: Float(weight),
        wordBonus: Float(bonus))
      var kept = PrefixSearch(alphabet: alphabet, options: options)
      kept.advance(frames, alphabet: alphabet)
      #expect(Set(kept.beam.map { kept.tree.labels(of: $0.node) }) == Set(expected.keys))
      let decoder = BeamSearchDecoder(alphabet: alphabet, options: options)
      for hypothesis in decoder.hypotheses(for: frames, count: .max) {
        let kept = try #require(expected[hypothesis.labels])
        #expect(Double(hypothesis.logProbability) > naturalLogarithm(kept) - 1e-4)
        let loss = ctcNegativeLogLikelihood(
          logits: frames, target: hypothesis.labels, null: alphabet.null)
        #expect(abs(hypothesis.logProbability + loss) < 1e-4, "all paths, not only those kept")
      }
    }
  }
}
