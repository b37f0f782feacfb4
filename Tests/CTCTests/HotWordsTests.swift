import NumericCore
import TestSupport
import Testing

@testable import CTC

@Suite("Hot words")
struct HotWordsTests {
  private let alphabet = Alphabet(transcripts: ["a b"])

  private func decoder(_ words: [(String, Float)], beamSize: Int = 100_000) throws
    -> BeamSearchDecoder
  {
    BeamSearchDecoder(
      alphabet: alphabet,
      options: BeamSearchOptions(
        beamSize: beamSize,
        hotWords: try HotWords(words.map { (word: $0.0, boost: $0.1) }, alphabet: alphabet)))
  }

  /// How often `word` stands in `text` as a whole word or phrase, overlaps counted.
  private func count(_ word: String, in text: String) -> Int {
    let padded = Array(" " + text + " ")
    let pattern = Array(" " + word + " ")
    guard padded.count >= pattern.count else { return 0 }
    return (0...padded.count - pattern.count).count {
      Array(padded[$0..<$0 + pattern.count]) == pattern
    }
  }

  @Test("count within a text where the script writes no spaces, though there is a word boundary")
  func unspaced() throws {
    let alphabet = Alphabet(transcripts: ["开灯 a"])
    let words = try HotWords([(word: "灯", boost: 3), (word: "a灯", boost: 1)], alphabet: alphabet)
    func boosts(_ text: String) throws -> [Double] {
      var state = words.start
      return try alphabet.labels(of: text).map { label in
        let (next, boost) = words.next(state, Int32(label))
        state = next
        return boost
      }
    }
    #expect(try boosts("开灯开") == [0, 3, 0])
    #expect(try boosts("开a灯") == [0, 0, 3])
    #expect(try boosts("开 a灯") == [0, 0, 0, 4])
  }

  @Test("add their boost wherever they stand as whole words, and nothing anywhere else")
  func enumeration() throws {
    var generator = SeededGenerator(seed: 211)
    let logits = Matrix.random(rows: 6, columns: alphabet.count, scale: 2, using: &generator)
    let all = CTCOracle.labellings(logits: logits.doubles, null: alphabet.null)
    let boosts: [(String, Float)] = [("ab", 4), ("a", 1.5), ("b a", 3), ("bb", -2), ("a b", 2)]
    let found = try decoder(boosts).hypotheses(for: logits.logSoftmax(), count: .max)
    let texts = { (labels: [Int]) in normalizedText(alphabet.text(of: labels)) }
    #expect(Set(found.map { texts($0.labels) }) == Set(all.keys.map(texts)))
    for hypothesis in found {
      let text = alphabet.text(of: hypothesis.labels)
      let expected = boosts.reduce(Float(0)) { $0 + Float(count($1.0, in: text)) * $1.1 }
      #expect(abs(hypothesis.languageScore - expected) < 1e-4, "\(text)")
      let acoustic = naturalLogarithm(try #require(all[hypothesis.labels]))
      #expect(abs(Double(hypothesis.logProbability) - acoustic) < 1e-4)
    }
  }

  @Test("with boost 0 change nothing, bit for bit")
  func zero() throws {
    var generator = SeededGenerator(seed: 212)
    let frames = Matrix.random(rows: 60, columns: alphabet.count, using: &generator).logSoftmax()
    for beamSize in [1, 6, 40] {
      let plain = BeamSearchDecoder(
        alphabet: alphabet, options: BeamSearchOptions(beamSize: beamSize))
      #expect(
        try decoder([("ab", 0), ("b a", 0)], beamSize: beamSize).hypotheses(for: frames, count: 9)
          == plain.hypotheses(for: frames, count: 9))
    }
  }

  @Test("are read where the frames leave it open, even with a narrow beam")
  func preference() throws {
    var logits = Matrix(rows: 6, columns: alphabet.count)
    for t in 0..<6 { logits[t, t % 2 == 0 ? try alphabet.labels(of: "b")[0] : alphabet.null] = 2 }
    let frames = logits.logSoftmax()
    func text(_ boost: Float) throws -> String {
      alphabet.text(of: try decoder([("baba", boost)], beamSize: 8).decoded(frames).labels)
    }
    #expect(try text(0) == "bbb")
    #expect(try text(12) == "baba")
  }

  @Test("may add up to more than the exponential of a double holds")
  func manyBoosts() throws {
    let frames = Matrix(rows: 9, columns: alphabet.count).logSoftmax()
    let boosts = [(String, Float)](repeating: ("a", HotWords.greatestBoost), count: 20)
    let found = try decoder(boosts, beamSize: 16).decoded(frames)
    #expect(alphabet.text(of: found.labels) == "a a a a a")
    #expect(found.languageScore == 10_000)
  }

  @Test("must be words that the alphabet can write")
  func unwritable() {
    let reason = AlphabetError.unknownCharacter(character: "x", position: 1)
    #expect(throws: HotWordsError.unwritable(word: "ax", reason: reason)) {
      try HotWords([("a", 1), ("ax", 1)], alphabet: alphabet)
    }
  }

  @Test(
    "have boosts that are numbers and not too great",
    arguments: [Float.nan, .infinity, -.infinity, 100.5, -101])
  func boosts(boost: Float) throws {
    let error = try #require(throws: HotWordsError.self) {
      try HotWords([("a", 1), ("b", boost)], alphabet: alphabet)
    }
    #expect(
      error.description == "the hot word “b” has a boost of \(boost); it must be from -100 to 100")
  }
}
