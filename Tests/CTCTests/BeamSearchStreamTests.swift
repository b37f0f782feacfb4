import NumericCore
import TestSupport
import Testing

@testable import CTC

@Suite("Beam search piece by piece")
struct BeamSearchStreamTests {
  private let alphabet = Alphabet(transcripts: ["a b c"])

  private func optionSets() throws -> [BeamSearchOptions] {
    let model = ToyLanguageModel(words: ["a", "ab", "c"])
    return [
      BeamSearchOptions(beamSize: 1),
      BeamSearchOptions(beamSize: 12, beamThreshold: 4, pathMerging: .maximum),
      BeamSearchOptions(
        beamSize: 8, languageModel: model,
        hotWords: try HotWords([("cab", 5)], alphabet: alphabet)),
      BeamSearchOptions(
        beamSize: 8, lexicon: try Lexicon(lines: ["a", "ab", "ca"], alphabet: alphabet),
        languageModel: model, wordBonus: 1),
    ]
  }

  @Test("gives in the end what the decoder gives at once, whatever the pieces")
  func samePieces() throws {
    var generator = SeededGenerator(seed: 221)
    for options in try optionSets() {
      let decoder = BeamSearchDecoder(alphabet: alphabet, options: options)
      let frames = Matrix.random(rows: 90, columns: 5, scale: 2, using: &generator).logSoftmax()
      // Forgetting as often as can be must not change anything either.
      for leastNodes in [1, PrefixSearch.leastNodes] {
        var stream = BeamSearchStream(decoder, leastNodes: leastNodes)
        var first = 0
        while first < frames.rows {
          let next = min(frames.rows, first + Int.random(in: 0...20, using: &generator))
          stream.append(frames.rows(first..<next))
          first = next
        }
        #expect(stream.hypotheses(count: 4) == decoder.hypotheses(for: frames, count: 4))
        #expect(stream.finish() == decoder.decoded(frames))
        #expect(stream.labels == [] && stream.stableLabels == [])
        stream.append(frames.rows(7..<30))
        #expect(stream.finish() == decoder.decoded(frames.rows(7..<30)))
      }
    }
  }

  @Test("what is stable stays, and every labelling begins with it")
  func stablePrefix() throws {
    var generator = SeededGenerator(seed: 222)
    for options in try optionSets() where options.lexicon == nil {
      let decoder = BeamSearchDecoder(alphabet: alphabet, options: options)
      let frames = Matrix.random(rows: 80, columns: 5, scale: 4, using: &generator).logSoftmax()
      var stream = decoder.stream()
      var stable: [Int] = []
      for t in 0..<frames.rows {
        stream.append(frames.rows(t..<t + 1))
        #expect(stream.stableLabels.starts(with: stable))
        stable = stream.stableLabels
        #expect(stream.labels.starts(with: stable))
      }
      // The best labelling of the first options, for which the frames alone count, may leave the beam.
      let found = options.beamSize == 1 ? [] : stream.hypotheses(count: .max)
      #expect(!stable.isEmpty && found.allSatisfy { $0.labels.starts(with: stable) })
    }
  }

  @Test("may be asked in between, and goes on as if it had not been")
  func askedInBetween() throws {
    var generator = SeededGenerator(seed: 223)
    let decoder = BeamSearchDecoder(alphabet: alphabet, options: try optionSets()[2])
    let frames = Matrix.random(rows: 40, columns: 5, using: &generator).logSoftmax()
    var stream = decoder.stream()
    stream.append(frames.rows(0..<25))
    let beginning = decoder.hypotheses(for: frames.rows(0..<25), count: 3)
    #expect(stream.hypotheses(count: 3) == beginning)
    stream.append(frames.rows(25..<40))
    #expect(stream.finish() == decoder.decoded(frames))
    #expect(stream.finish().labels == [])
  }
}
