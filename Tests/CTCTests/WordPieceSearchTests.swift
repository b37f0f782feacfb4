import NumericCore
import TestSupport
import Testing

@testable import CTC

@Suite("Beam search over pieces of words")
struct WordPieceSearchTests {
  private let alphabet: Alphabet
  private let model = ToyLanguageModel(words: ["a", "ab", "b", "ba"])
  private let frames: Matrix
  /// The probabilities of all labellings.
  private let all: [[Int]: Double]

  init() throws {
    alphabet = try Alphabet(tokenLines: ["<blk>", "▁", "▁a", "a", "b", "▁ab"])
    var generator = SeededGenerator(seed: 321)
    let logits = Matrix.random(rows: 6, columns: 6, scale: 2, using: &generator)
    frames = logits.logSoftmax()
    all = CTCOracle.labellings(logits: logits.doubles, null: 0)
  }

  private func words(_ labels: [Int]) -> [String] {
    alphabet.text(of: labels).split(separator: " ").map(String.init)
  }

  /// Checks that a search with room for all finds for each text its best labelling, worth its paths
  /// and `worth`; nil for a labelling that is not allowed.
  private func check(
    _ options: BeamSearchOptions, sourceLocation: SourceLocation = #_sourceLocation,
    worth: ([Int]) -> Double?
  ) {
    var options = options
    options.beamSize = 1_000_000
    let found = BeamSearchDecoder(alphabet: alphabet, options: options)
      .hypotheses(for: frames, count: .max)
    var best: [String: Double] = [:]
    for (labels, probability) in all {
      guard let worth = worth(labels) else { continue }
      let text = alphabet.text(of: labels)
      best[text] = max(best[text] ?? -.infinity, naturalLogarithm(probability) + worth)
    }
    #expect(
      Set(found.map { alphabet.text(of: $0.labels) }) == Set(best.keys), "texts",
      sourceLocation: sourceLocation)
    #expect(found.count > 10, sourceLocation: sourceLocation)
    for hypothesis in found {
      let text = alphabet.text(of: hypothesis.labels)
      #expect(
        abs(Double(hypothesis.score) - (best[text] ?? .nan)) < 1e-4, "\(text)",
        sourceLocation: sourceLocation)
    }
  }

  /// What a language model and a bonus make of words.
  private func worth(_ words: [String], weight: Double, bonus: Double) -> Double {
    weight * model.score(of: words) + bonus * Double(words.count)
  }

  /// Whether labels are these words' pieces and nothing else.
  private func areWords(_ labels: [Int], of list: [String]) -> Bool {
    let text = labels.map { alphabet.symbols[$0] }.joined()
    return text.isEmpty
      || text.first == "▁"
        && text.dropFirst().split(separator: "▁", omittingEmptySubsequences: false)
          .allSatisfy { list.contains(String($0)) }
  }

  @Test("scores the words that the pieces write")
  func languageModel() {
    check(BeamSearchOptions(languageModel: model, languageWeight: 0.7, wordBonus: 0.3)) {
      worth(words($0), weight: 0.7, bonus: 0.3)
    }
    check(BeamSearchOptions(wordBonus: 1.5)) { 1.5 * Double(words($0).count) }
  }

  @Test("with a lexicon finds its words, whatever pieces write them")
  func lexicon() throws {
    let list = ["a", "ab", "abba", "bb"]
    let lexicon = try Lexicon(lines: list, alphabet: alphabet)
    check(BeamSearchOptions(lexicon: lexicon)) { areWords($0, of: list) ? 0 : nil }
    check(
      BeamSearchOptions(
        lexicon: lexicon, languageModel: model, languageWeight: 1.5, wordBonus: -0.5)
    ) { areWords($0, of: list) ? worth(words($0), weight: 1.5, bonus: -0.5) : nil }
  }

  @Test("of phrases finds one, or nothing")
  func phrases() throws {
    let lexicon = try Lexicon(
      phrases: ["a", "A b!", "a ba", "abb", "b", "bab"], alphabet: alphabet)
    var options = BeamSearchOptions(lexicon: lexicon)
    options.beamSize = 1_000_000
    let found = BeamSearchDecoder(alphabet: alphabet, options: options)
      .hypotheses(for: frames, count: .max)
    #expect(
      found.map { alphabet.text(of: $0.labels) }.sorted()
        == ["", "a", "a b", "a ba", "abb", "b", "bab"])
  }

  @Test("scores pieces, if the model knows them, or else their letters")
  func symbolModels() throws {
    let pieces = ToyLanguageModel(words: ["▁a", "b", "▁", "a"])
    check(BeamSearchOptions(languageModel: pieces, languageWeight: 0.8, wordBonus: 0.2)) {
      0.8 * pieces.score(of: $0.map { alphabet.symbols[$0] }) + 0.2 * Double($0.count)
    }
    let letters = ToyLanguageModel(words: ["b", "|", "a"])
    check(BeamSearchOptions(languageModel: letters, languageWeight: 0.8, wordBonus: 0.2)) {
      let text = $0.map { alphabet.symbols[$0] }.joined().replacing("▁", with: "|")
      let written = text.hasPrefix("|") ? text.dropFirst() : text[...]
      return 0.8 * letters.score(of: written.map(String.init)) + 0.2 * Double(written.count)
    }
  }

  @Test("prefers hot words wherever they stand as whole words, whatever pieces write them")
  func hotWords() throws {
    let boosts: [(word: String, boost: Float)] = [
      ("ab", 4), ("a", 1.5), ("b a", 3), ("bb", -2), ("a b", 2),
    ]
    let hotWords = try HotWords(boosts, alphabet: alphabet)
    // A mark before a mark parts no words, but is no single space either.
    check(BeamSearchOptions(hotWords: hotWords)) { labels in
      let text = labels.map { alphabet.symbols[$0] }.joined().replacing("▁", with: " ")
      let padded = Array((text.hasPrefix(" ") ? "" : " ") + text + " ")
      return boosts.reduce(0.0) { sum, hot in
        let pattern = Array(" " + hot.word + " ")
        guard padded.count >= pattern.count else { return sum }
        let count = (0...padded.count - pattern.count).count {
          Array(padded[$0..<$0 + pattern.count]) == pattern
        }
        return sum + Double(hot.boost) * Double(count)
      }
    }
  }

  @Test("does not lose a hot word from a narrow beam before its end")
  func narrowBeam() throws {
    let hotWords = try HotWords([("abba", 6)], alphabet: alphabet)
    var logits = Matrix(rows: 5, columns: alphabet.count)
    for t in 0..<5 { logits[t, t % 2 == 0 ? 4 : 0] = 2 }
    let options = BeamSearchOptions(beamSize: 8, hotWords: hotWords)
    let found = BeamSearchDecoder(alphabet: alphabet, options: options)
      .decoded(logits.logSoftmax())
    #expect(alphabet.text(of: found.labels) == "abba")
  }
}
