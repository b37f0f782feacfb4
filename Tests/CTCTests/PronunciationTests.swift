import NumericCore
import TestSupport
import Testing

@testable import CTC

@Suite("Lexicon of pronunciations")
struct PronunciationTests {
  private let phonemes: Alphabet
  /// Some words sound alike, one has two ways, and one is two others.
  private let dictionary = ["two T U", "to\tT U", "to(2) T E", "tutu T U T U", "uh U", "ute U T"]

  init() throws { phonemes = try Alphabet(tokenLines: ["<blank>", "T", "U", "E"]) }

  /// The words of a dictionary with the labels that say them.
  private func pronunciations(_ lexicon: Lexicon) -> [(word: String, labels: [Int])] {
    Array(zip(lexicon.words, lexicon.pronunciations ?? []))
  }

  @Test("is read as flashlight, Kaldi and CMU write theirs")
  func formats() throws {
    for lines in [
      ["two\tT U", "to\tT U", "to(2)\tT E"], ["two T U", "to  T U ", "", "to(2) T E\r"],
    ] {
      let lexicon = try Lexicon(lines: lines, alphabet: phonemes)
      #expect(lexicon.words == ["two", "to", "to"])
      #expect(lexicon.pronunciations == [[1, 2], [1, 2], [1, 3]])
      #expect(lexicon.lines == ["two\tT U", "to\tT U", "to\tT E"])
      #expect(try Lexicon(lines: lexicon.lines, alphabet: phonemes).lines == lexicon.lines)
    }
    let bracketed = try Lexicon(lines: ["(um)\tU", "a()\tE", "(1)\tT"], alphabet: phonemes)
    #expect(bracketed.words == ["(um)", "a()", "(1)"])
    let commented = [";;; # CMUdict\t, as it was", "two T U", ";;;", "to T E"]
    #expect(try Lexicon(lines: commented, alphabet: phonemes).words == ["two", "to"])
    let list = [";;; names", "to", "two"]
    #expect(
      try Lexicon(lines: list, alphabet: Alphabet(transcripts: ["two"])).words == ["to", "two"])
    let parted = try Alphabet(tokenLines: ["<blank>", "|", "T", "U"])
    let lexicon = try Lexicon(lines: ["two\tT U |", "uh\tU"], alphabet: parted)
    #expect(lexicon.pronunciations == [[2, 3], [3]])
  }

  @Test("may name symbols that begin words without their mark")
  func unmarkedSymbols() throws {
    let letters = Alphabet(unitsOf: ["k æ t"])
    let lexicon = try Lexicon(lines: ["cat\tk æ t", "tack\t▁t æ k"], alphabet: letters)
    #expect(lexicon.pronunciations == [[1, 3, 2], [2, 3, 1]])
    #expect(try Lexicon(lines: lexicon.lines, alphabet: letters).pronunciations?.count == 2)
  }

  @Test(
    "writes texts in its words, in small or capital letters as it has them, without punctuation")
  func writableTexts() throws {
    let lexicon = try Lexicon(lines: ["two\tT U", "UH\tU"], alphabet: phonemes)
    #expect(lexicon.writable("Two, two – uh. Ute!") == "two two UH Ute!")
    let letters = Alphabet(transcripts: ["to two"])
    let words = try Lexicon(lines: ["to", "two"], alphabet: letters)
    #expect(words.dictionary == nil && words.writable("To, two!") == "to two")
  }

  @Test("that only writes its words is a list of words")
  func spellings() throws {
    let letters = Alphabet(transcripts: ["to two"])
    for lines in [["to\tt o |", "two\tt w o |"], ["To t o", "two t w o"]] {
      let lexicon = try Lexicon(lines: lines, alphabet: letters)
      #expect(lexicon.words == ["to", "two"] && lexicon.pronunciations == nil)
    }
    let pieces = try Alphabet(tokenLines: ["<blk>", "▁t", "o", "w"])
    #expect(try Lexicon(lines: ["two ▁t w o"], alphabet: pieces).pronunciations == nil)
  }

  @Test("names the line of a symbol that is none, of a word without symbols and of several words")
  func faults() throws {
    func fault(_ lines: [String], _ alphabet: Alphabet) -> LexiconError? {
      do {
        _ = try Lexicon(lines: lines, alphabet: alphabet)
        return nil
      } catch {
        return error
      }
    }
    #expect(
      fault(["uh\tU", "too\tT X"], phonemes)
        == .unknownPronunciation(word: "too", symbol: "X", line: 2))
    #expect(
      fault(["uh\tU", "", "too"], phonemes)
        == .unknownPronunciation(word: "too", symbol: nil, line: 3))
    #expect(
      fault(["two T U", "", "uh U", "too T X U"], phonemes)
        == .unknownPronunciation(word: "too", symbol: "X", line: 4))
    #expect(
      fault(["too T X U", "two T U", "uh U"], phonemes)
        == .unknownPronunciation(word: "too", symbol: "X", line: 1))
    #expect(
      fault(["two T U", "uh U", "too"], phonemes)
        == .unknownPronunciation(word: "too", symbol: nil, line: 3))
    let letters = Alphabet(transcripts: ["to o"])
    #expect(fault(["o t", "t o", "to on"], letters) == .severalWords(text: "o t", line: 1))
    #expect(fault(["to o"], letters) == .severalWords(text: "to o", line: 1))
    #expect(fault(["to\t", "o"], letters) == nil)
  }

  /// The ways to say labels with words, between which there may be a boundary.
  private func readings(
    _ labels: ArraySlice<Int>, _ list: [(word: String, labels: [Int])], boundary: Int?
  ) -> [[String]] {
    guard !labels.isEmpty else { return [[]] }
    return list.flatMap { entry -> [[String]] in
      guard labels.starts(with: entry.labels) else { return [] }
      var rest = labels.dropFirst(entry.labels.count)
      if let boundary, !rest.isEmpty {
        guard rest.first == boundary else { return [] }
        rest = rest.dropFirst()
      }
      return readings(rest, list, boundary: boundary).map { [entry.word] + $0 }
    }
  }

  @Test(
    "finds the words that sound so, weighed by a language model, with or without boundaries",
    arguments: [false, true], [(0.0, 0.0), (1.2, 0.4)])
  func enumeration(hasBoundary: Bool, weights: (Double, Double)) throws {
    let model = ToyLanguageModel(words: ["uh", "two", "tutu", "to"])
    let alphabet =
      hasBoundary ? try Alphabet(tokenLines: ["<blank>", "|", "T", "U", "E"]) : phonemes
    let lexicon = try Lexicon(
      lines: dictionary.map { $0.replacing(" ", with: "\t", maxReplacements: 1) },
      alphabet: alphabet)
    var generator = SeededGenerator(seed: 331)
    let logits = Matrix.random(rows: 6, columns: alphabet.count, scale: 2, using: &generator)
    let found = BeamSearchDecoder(
      alphabet: alphabet,
      options: BeamSearchOptions(
        beamSize: 1_000_000, lexicon: lexicon, languageModel: model,
        languageWeight: Float(weights.0), wordBonus: Float(weights.1))
    ).hypotheses(for: logits.logSoftmax(), count: .max)

    let list = pronunciations(lexicon)
    func worth(_ words: [String]) -> Double {
      weights.0 * model.score(of: words) + weights.1 * Double(words.count)
    }
    var best: [String: Double] = [:]
    let all = CTCOracle.labellings(logits: logits.doubles, null: 0)
    for (labels, probability) in all {
      let inner = alphabet.withoutOuterBoundaries(labels)
      // One boundary alone says nothing; two are none of them.
      guard !inner.isEmpty || labels.count < 2 else { continue }
      for reading in readings(inner[...], list, boundary: alphabet.wordBoundary) {
        let text = reading.joined(separator: " ")
        let score = naturalLogarithm(probability) + worth(reading)
        best[text] = max(best[text] ?? -.infinity, score)
      }
    }
    #expect(found.count > 10)
    for hypothesis in found {
      let words = try #require(hypothesis.words)
      let text = words.map(\.text).joined(separator: " ")
      // Of readings that the model tells apart no more only the best is kept.
      #expect(Double(hypothesis.score) < (best[text] ?? .nan) + 1e-4, "\(text)")
      let acoustic = naturalLogarithm(try #require(all[hypothesis.labels]))
      #expect(abs(Double(hypothesis.logProbability) - acoustic) < 1e-4)
      #expect(abs(Double(hypothesis.languageScore) - worth(words.map(\.text))) < 1e-4)
      for word in words {
        let labels = Array(hypothesis.labels[word.labels])
        #expect(list.contains { $0.word == word.text && $0.labels == labels })
      }
      #expect(
        words.flatMap { hypothesis.labels[$0.labels] }
          == hypothesis.labels.filter { $0 != alphabet.wordBoundary })
    }
    #expect(Set(found.map { $0.words?.map(\.text) }).count == found.count)
    #expect(found[0].score > Float(best.values.max() ?? 0) - 1e-4)
    #expect(found.count <= best.count)
  }

  @Test("aligns the most probable of all ways to say the words")
  func alignment() throws {
    var generator = SeededGenerator(seed: 333)
    let units = [[[1, 2], [1, 3], [2]], [[1]], [[3, 3, 1], [2, 1]]]
    let all = units[0].flatMap { a in units[1].flatMap { b in units[2].map { a + b + $0 } } }
    var chosen: Set<[Int]> = []
    for _ in 0..<40 {
      let frames = Matrix.random(rows: 9, columns: 4, scale: 3, using: &generator).logSoftmax()
      let graph = LabelGraph(of: units)
      let found = try #require(ForcedAlignment(of: graph, to: frames, null: 0) {})
      let best = all.compactMap { ForcedAlignment(of: $0, to: frames, null: 0) }
        .max { $0.logProbability < $1.logProbability }
      #expect(found.path == best?.path && found.logProbability == best?.logProbability)
      let labels = found.spans.map(\.label)
      chosen.insert(labels)
      let second = found.places.firstIndex { $0 >= graph.places[1] } ?? 0
      #expect(units[0].contains(Array(labels[..<second])) && labels[second] == 1)
    }
    #expect(chosen.count > 3)
  }

  @Test("has the same words where prefixes are forgotten on the way")
  func longUtterance() throws {
    let lexicon = try Lexicon(
      lines: dictionary.map { $0.replacing(" ", with: "\t", maxReplacements: 1) },
      alphabet: phonemes)
    let options = BeamSearchOptions(
      beamSize: 8, lexicon: lexicon, languageModel: ToyLanguageModel(words: ["two", "uh", "to"]))
    var generator = SeededGenerator(seed: 332)
    let frames = Matrix.random(rows: 300, columns: 4, scale: 3, using: &generator).logSoftmax()
    func words(leastNodes: Int) throws -> [Hypothesis.Word]? {
      var search = PrefixSearch(alphabet: phonemes, options: options, leastNodes: leastNodes)
      search.advance(frames, alphabet: phonemes)
      let prefix = try #require(search.completePrefixes.first)
      return search.scoring?.readings(of: prefix.node, in: search.tree)?
        .max { $0.worth < $1.worth }?.words
    }
    let all = try #require(try words(leastNodes: .max))
    #expect(all.count > 20)
    #expect(try words(leastNodes: 1) == all)
  }
}
