import Foundation
import NumericCore
import TestSupport
import Testing

@testable import CTC

@Suite("Beam search options")
struct BeamSearchOptionsTests {
  private let alphabet = Alphabet(transcripts: ["abc"])

  private func frames(_ count: Int, scale: Float = 2, seed: UInt64) -> Matrix {
    var generator = SeededGenerator(seed: seed)
    return Matrix.random(rows: count, columns: 4, scale: scale, using: &generator).logSoftmax()
  }

  private func found(_ options: BeamSearchOptions, in frames: Matrix) -> [Hypothesis] {
    BeamSearchDecoder(alphabet: alphabet, options: options).hypotheses(for: frames, count: .max)
  }

  @Test("what cannot be is refused by name")
  func validation() throws {
    let other = Alphabet(transcripts: ["z"])
    func refusal(_ options: BeamSearchOptions) throws -> BeamSearchOptionsError? {
      do {
        try options.validate(for: alphabet)
        return nil
      } catch {
        return error
      }
    }
    #expect(try refusal(BeamSearchOptions()) == nil)
    for (options, name) in [
      (BeamSearchOptions(beamSize: 0), "beamSize"),
      (BeamSearchOptions(beamThreshold: -1), "beamThreshold"),
      (BeamSearchOptions(languageWeight: .nan), "languageWeight"),
      (BeamSearchOptions(wordBonus: .infinity), "wordBonus"),
      (BeamSearchOptions(priorWeight: -1), "priorWeight"),
      (BeamSearchOptions(lexicon: try Lexicon(lines: ["z"], alphabet: other)), "lexicon"),
      (BeamSearchOptions(hotWords: try HotWords([("z", 1)], alphabet: other)), "hotWords"),
      (
        BeamSearchOptions(priors: SymbolPriors(probabilities: [0.5, 0.5])), "priors"
      ),
    ] {
      let error = try #require(try refusal(options))
      #expect(error.description.hasPrefix(name), "\(error)")
    }
  }

  @Test("the maximum of a labelling's paths is its forced alignment's probability")
  func maximum() throws {
    let frames = frames(6, seed: 231)
    let found = found(BeamSearchOptions(beamSize: 10_000, pathMerging: .maximum), in: frames)
    #expect(found.count > 100)
    for hypothesis in found {
      let alignment = try #require(
        ForcedAlignment(of: hypothesis.labels, to: frames, null: alphabet.null))
      #expect(abs(hypothesis.logProbability - alignment.logProbability) < 1e-4)
    }
    let greedy = GreedyDecoder(alphabet: alphabet).decoded(frames)
    #expect(found.first?.labels == greedy.labels)
  }

  @Test("a beam threshold keeps what is near the best, and all of it")
  func beamThreshold() throws {
    let frames = frames(1, scale: 3, seed: 232)
    let all = found(BeamSearchOptions(beamSize: 1000), in: frames)
    let best = try #require(all.first).logProbability
    for threshold in [0, 1, 2, 4, .infinity] as [Float] {
      let kept = found(
        BeamSearchOptions(beamSize: 1000, beamThreshold: threshold), in: frames)
      #expect(kept == all.filter { $0.logProbability >= best - threshold })
    }
    let long = self.frames(60, seed: 233)
    let narrow = found(BeamSearchOptions(beamSize: 1000, beamThreshold: 3), in: long)
    #expect(narrow.count < 1000)
    let lowest = try #require(narrow.last).logProbability
    #expect(try #require(narrow.first).logProbability - lowest <= 3.001)
  }

  @Test("a symbol threshold keeps labels out of frames where they are improbable")
  func symbolThreshold() {
    let frames = Matrix(rows: 1, columns: 4, elements: [0.4, 0.3, 0.2, 0.1]).logarithms
    let kept = found(BeamSearchOptions(beamSize: 9, symbolThreshold: -1.7), in: frames)
    #expect(kept.map(\.labels) == [[], [1], [2]])
  }

  @Test(
    "ten thousand decodings leave nothing behind in memory",
    .enabled(if: FileManager.default.fileExists(atPath: "/proc/self/statm")))
  func memory() async {
    // In a process of its own, so that no other test's memory counts.
    await #expect(processExitsWith: .success) {
      func residentBytes() throws -> Int {
        let fields = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
          .split(separator: " ")
        return try #require(Int(fields[1])) * 4096
      }
      var generator = SeededGenerator(seed: 234)
      let frames = Matrix.random(rows: 12, columns: 4, using: &generator).logSoftmax()
      let decoder = BeamSearchDecoder(
        alphabet: Alphabet(transcripts: ["abc"]), options: BeamSearchOptions(beamSize: 4))
      for _ in 0..<500 { _ = decoder.decoded(frames) }
      let before = try residentBytes()
      for _ in 0..<10_000 { _ = decoder.decoded(frames) }
      // A decoding takes more than 3 kB.
      let growth = try residentBytes() - before
      precondition(growth < 2_000_000, "\(growth) bytes more")
    }
  }
}
