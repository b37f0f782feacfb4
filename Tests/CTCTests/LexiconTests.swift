import NumericCore
import TestSupport
import Testing

@testable import CTC

@Suite("Lexicon")
struct LexiconTests {
  private let alphabet = Alphabet(transcripts: ["a b c"])

  /// Log-probabilities of frames that clearly say `symbols`, one character a frame, `_` for nothing.
  private func frames(_ symbols: String, weight: Float = 6) throws -> Matrix {
    var logits = Matrix(rows: symbols.count, columns: alphabet.count)
    for (t, symbol) in symbols.enumerated() {
      logits[t, symbol == "_" ? alphabet.null : try alphabet.labels(of: "a\(symbol)a")[1]] = weight
    }
    return logits.logSoftmax()
  }

  private func decoder(_ words: [String], beamSize: Int = 50) throws -> BeamSearchDecoder {
    BeamSearchDecoder(
      alphabet: alphabet,
      options: BeamSearchOptions(
        beamSize: beamSize,
        lexicon: try Lexicon(lines: words, alphabet: alphabet)))
  }

  private func labels(_ text: String) throws -> [Int] { try alphabet.labels(of: text) }

  @Test("only allowed words survive, however clear the frames are")
  func restriction() throws {
    let frames = try frames("ab_b")
    #expect(try decoder(["abb", "ca"]).decoded(frames).labels == labels("abb"))
    #expect(try decoder(["abc", "ca"]).decoded(frames).labels == labels("abc"))
    #expect(try decoder(["ab", "ca"]).decoded(frames).labels == labels("ab"))
  }

  @Test("of phrases exactly one survives, or nothing, as probable as it is")
  func phrases() throws {
    var generator = SeededGenerator(seed: 72)
    let logits = Matrix.random(rows: 6, columns: alphabet.count, scale: 2, using: &generator)
    // One is the beginning of another, and one is written as nobody says it.
    let lexicon = try Lexicon(
      phrases: ["a", "A, b!", "", "a b c", "cc", "cc"], alphabet: alphabet)
    #expect(lexicon.words == ["a", "a b", "a b c", "cc", "cc"] && lexicon.holdsPhrases)
    let options = BeamSearchOptions(
      beamSize: 100_000, lexicon: lexicon, languageModel: ToyLanguageModel(words: ["a"]),
      wordBonus: 3)
    let found = BeamSearchDecoder(alphabet: alphabet, options: options)
      .hypotheses(for: logits.logSoftmax(), count: .max)
    let spoken = found.map { alphabet.text(of: alphabet.withoutOuterBoundaries($0.labels)) }
    #expect(spoken.sorted() == ["", "a", "a b", "a b c", "cc"])
    let all = CTCOracle.labellings(logits: logits.doubles, null: alphabet.null)
    for hypothesis in found {
      let probability = try #require(all[hypothesis.labels])
      #expect(abs(Double(hypothesis.logProbability) - naturalLogarithm(probability)) < 1e-4)
      #expect(hypothesis.languageScore == 0)
    }
  }

  @Test("phrases may have hot words in them")
  func hotPhrases() throws {
    let lexicon = try Lexicon(phrases: ["a b", "a c"], alphabet: alphabet)
    let frames = try frames("a_|_b_", weight: 1)
    func decoded(_ boost: Float) throws -> String {
      let options = BeamSearchOptions(
        lexicon: lexicon, hotWords: try HotWords([("c", boost)], alphabet: alphabet))
      let hypothesis = BeamSearchDecoder(alphabet: alphabet, options: options).decoded(frames)
      return alphabet.text(of: alphabet.withoutOuterBoundaries(hypothesis.labels))
    }
    #expect(try decoded(0) == "a b")
    #expect(try decoded(9) == "a c")
  }

  @Test("what survives is exactly the sequences of allowed words, as probable as they are")
  func enumeration() throws {
    var generator = SeededGenerator(seed: 71)
    let logits = Matrix.random(rows: 6, columns: alphabet.count, scale: 2, using: &generator)
    let words: Set<String> = ["a", "ab", "cc", "b"]
    let all = CTCOracle.labellings(logits: logits.doubles, null: alphabet.null)
    let allowed = all.filter { labels, _ in
      alphabet.withoutOuterBoundaries(labels).isEmpty
        || alphabet.text(of: alphabet.withoutOuterBoundaries(labels))
          .split(separator: " ", omittingEmptySubsequences: false)
          .allSatisfy { words.contains(String($0)) }
    }
    let found = try decoder(Array(words), beamSize: 100_000)
      .hypotheses(for: logits.logSoftmax(), count: .max)
    let spoken = found.map { alphabet.withoutOuterBoundaries($0.labels) }
    #expect(Set(spoken) == Set(allowed.keys.map(alphabet.withoutOuterBoundaries)))
    #expect(Set(spoken).count == found.count)
    for hypothesis in found {
      let probability = try #require(allowed[hypothesis.labels])
      #expect(abs(Double(hypothesis.logProbability) - naturalLogarithm(probability)) < 1e-4)
    }
  }

  @Test("words are parted by the word boundary and begin anew after it")
  func severalWords() throws {
    let frames = try frames("ab_ _c_ _ab")
    #expect(try decoder(["ab", "c"]).decoded(frames).labels == labels("ab c ab"))
    let hypothesis = try decoder(["ab"]).decoded(frames)
    #expect(alphabet.text(of: hypothesis.labels).split(separator: " ").allSatisfy { $0 == "ab" })
  }

  @Test("a boundary behind the last word is heard, not taken for the beginning of another word")
  func lastBoundary() throws {
    let frames = try frames("_b_ __", weight: 14)
    for words in [["a", "b"], ["b"]] {
      let decoder = try decoder(words)
      #expect(alphabet.text(of: decoder.decoded(frames).labels) == "b ")
      let texts = decoder.hypotheses(for: frames, count: 10).map {
        alphabet.text(of: $0.labels).trimmingPrefix(" ").split(separator: " ")
      }
      #expect(Set(texts).count == texts.count)
    }
  }

  @Test("a boundary before the first word is heard, and says nothing")
  func firstBoundary() throws {
    let frames = try frames("_ _b_a", weight: 14)
    let hypothesis = try decoder(["a", "ba"]).decoded(frames)
    #expect(alphabet.text(of: hypothesis.labels) == " ba")
    #expect(abs(hypothesis.logProbability) < 0.01)
    #expect(try alphabet.text(of: decoder(["a"]).decoded(self.frames("  ")).labels) == " ")
  }

  @Test("a hypothesis ends with a whole word, or says nothing")
  func wholeWords() throws {
    #expect(try decoder(["abc"]).decoded(frames("_")).labels.isEmpty)
    let nothing = try decoder(["abc"]).decoded(frames("ab"))
    #expect(alphabet.text(of: nothing.labels) == " ")
    #expect(abs(Double(nothing.logProbability) + 12 - naturalLogarithm(3)) < 0.1)
    #expect(try alphabet.text(of: decoder([]).decoded(frames("abc")).labels) == " ")
  }

  @Test("empty lines and white space around words do not matter")
  func lines() throws {
    let found = try decoder(["", "  ab \r", "", "c"]).decoded(frames("ab"))
    #expect(try found.labels == labels("ab"))
  }

  @Test("of another alphabet is no decoder's")
  func otherAlphabet() async {
    await #expect(processExitsWith: .failure) {
      let lexicon = try Lexicon(lines: ["xyz"], alphabet: Alphabet(transcripts: ["xyz"]))
      _ = BeamSearchDecoder(
        alphabet: Alphabet(transcripts: ["abc"]), options: BeamSearchOptions(lexicon: lexicon))
    }
    await #expect(processExitsWith: .failure) {
      let words = try HotWords([("xyz", 1)], alphabet: Alphabet(transcripts: ["xyz"]))
      _ = BeamSearchDecoder(
        alphabet: Alphabet(transcripts: ["abc"]), options: BeamSearchOptions(hotWords: words))
    }
  }

  @Test("names the line of a word that the alphabet cannot write")
  func faults() throws {
    let reason = AlphabetError.unknownCharacter(character: "d", position: 1)
    #expect(throws: LexiconError.unwritableWord(word: "ad", line: 3, reason: reason)) {
      try Lexicon(lines: ["ab", "", "ad"], alphabet: alphabet)
    }
    #expect(throws: LexiconError.severalWords(text: "ab c", line: 1)) {
      try Lexicon(lines: ["ab c"], alphabet: alphabet)
    }
    #expect(throws: LexiconError.severalWords(text: "ab|c", line: 2)) {
      try Lexicon(lines: ["c", "ab|c"], alphabet: alphabet)
    }
    #expect(try Lexicon(lines: ["ab|"], alphabet: alphabet).words == ["ab"])
    let unspaced = Alphabet(transcripts: ["开关灯"])
    #expect(throws: LexiconError.severalWords(text: "开 关灯", line: 2)) {
      try Lexicon(lines: ["　关灯 ，", "开　关灯"], alphabet: unspaced)
    }
  }
}

extension Alphabet {
  /// Labels without a boundary before the first word and one behind the last.
  func withoutOuterBoundaries(_ labels: [Int]) -> [Int] {
    let inner = labels.first == wordBoundary ? labels.dropFirst() : labels[...]
    return Array(inner.last == wordBoundary ? inner.dropLast() : inner)
  }
}
