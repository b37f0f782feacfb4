import NumericCore
import TestSupport
import Testing

@testable import CTC

@Suite("Beam search with a language model")
struct LanguageFusionTests {
  private let alphabet = Alphabet(transcripts: ["a b"])
  private let model = ToyLanguageModel(words: ["a", "ab", "b", "ba"])

  private func words(_ labels: [Int]) -> [String] {
    alphabet.text(of: labels).split(separator: " ").map(String.init)
  }

  private func logits(frames: Int, seed: UInt64) -> Matrix {
    var generator = SeededGenerator(seed: seed)
    return .random(rows: frames, columns: alphabet.count, scale: 2, using: &generator)
  }

  @Test("with room for every prefix gives every text its own two scores", arguments: [0.7, 2])
  func enumeration(weight: Float) throws {
    let logits = logits(frames: 6, seed: 201)
    let all = CTCOracle.labellings(logits: logits.doubles, null: alphabet.null)
    let decoder = BeamSearchDecoder(
      alphabet: alphabet,
      options: BeamSearchOptions(
        beamSize: 100_000, languageModel: model, languageWeight: weight, wordBonus: 0.3))
    let found = decoder.hypotheses(for: logits.logSoftmax(), count: .max)
    #expect(found.count == Set(found.map { words($0.labels) }).count)
    #expect(Set(found.map { words($0.labels) }) == Set(all.keys.map(words)))
    for hypothesis in found {
      let acoustic = naturalLogarithm(try #require(all[hypothesis.labels]))
      let words = words(hypothesis.labels)
      let language = Double(weight) * model.score(of: words) + 0.3 * Double(words.count)
      #expect(abs(Double(hypothesis.logProbability) - acoustic) < 1e-4)
      #expect(abs(Double(hypothesis.languageScore) - language) < 1e-4)
    }
    #expect(zip(found, found.dropFirst()).allSatisfy { $0.score >= $1.score - 1e-5 })
  }

  @Test("options that change after a search, and copies of them, say what new ones say")
  func changedOptions() throws {
    let logProbabilities = logits(frames: 8, seed: 203).logSoftmax()
    func scores(_ options: BeamSearchOptions) -> [Float] {
      BeamSearchDecoder(alphabet: alphabet, options: options)
        .hypotheses(for: logProbabilities, count: 5).map(\.languageScore)
    }
    let lexicon = try Lexicon(lines: ["a", "ab", "b"], alphabet: alphabet)
    let first = BeamSearchOptions(lexicon: lexicon, languageModel: model)
    let before = scores(first)
    var second = first
    second.weights = FusionWeights(languageWeight: 2, wordBonus: 1)
    #expect(
      scores(second)
        == scores(
          BeamSearchOptions(
            lexicon: lexicon, languageModel: model, languageWeight: 2, wordBonus: 1)))
    second.languageModel = nil
    #expect(scores(second) == scores(BeamSearchOptions(lexicon: lexicon, wordBonus: 1)))
    second.lexicon = nil
    #expect(scores(second) == scores(BeamSearchOptions(wordBonus: 1)))
    #expect(scores(first) == before)
  }

  @Test("with a lexicon gives the same scores to its sequences of words")
  func lexicon() throws {
    let logits = logits(frames: 6, seed: 202)
    let allowed: Set<String> = ["a", "ab", "b", "bb"]
    let all = CTCOracle.labellings(logits: logits.doubles, null: alphabet.null).filter {
      alphabet.withoutOuterBoundaries($0.key).isEmpty
        || alphabet.text(of: alphabet.withoutOuterBoundaries($0.key))
          .split(separator: " ", omittingEmptySubsequences: false)
          .allSatisfy { allowed.contains(String($0)) }
    }
    let decoder = BeamSearchDecoder(
      alphabet: alphabet,
      options: BeamSearchOptions(
        beamSize: 100_000, lexicon: try Lexicon(lines: allowed.sorted(), alphabet: alphabet),
        languageModel: model, languageWeight: 1.5, wordBonus: -0.5))
    let found = decoder.hypotheses(for: logits.logSoftmax(), count: .max)
    #expect(
      Set(found.map { alphabet.withoutOuterBoundaries($0.labels) })
        == Set(all.keys.map(alphabet.withoutOuterBoundaries)))
    for hypothesis in found {
      let words = words(hypothesis.labels)
      let language = 1.5 * model.score(of: words) - 0.5 * Double(words.count)
      #expect(abs(Double(hypothesis.languageScore) - language) < 1e-4)
      let acoustic = naturalLogarithm(try #require(all[hypothesis.labels]))
      #expect(abs(Double(hypothesis.logProbability) - acoustic) < 1e-4)
    }
  }

  @Test("a word that hardly begins a sentence is not lost from a narrow beam later in it")
  func lookahead() throws {
    /// After "a" comes "b", which begins no sentence.
    struct Pairs: WordScorer {
      let start = 0
      func index(of word: String) -> Int? { ["a", "b"].firstIndex(of: word) }
      func endScore(after context: Int) -> Float { -1 }
      func score(_ word: Int?, after context: Int) -> (score: Float, context: Int) {
        guard let word else { return (-20, 3) }
        return (context == 0 && word == 1 ? -30 : -1, word + 1)
      }
    }
    var logits = Matrix(rows: 3, columns: alphabet.count)
    for (t, symbol) in ["a", " ", "b"].enumerated() {
      logits[t, try #require(alphabet.symbols.firstIndex(of: symbol))] = 8
    }
    let decoder = BeamSearchDecoder(
      alphabet: alphabet,
      options: BeamSearchOptions(
        beamSize: 2, lexicon: try Lexicon(lines: ["a", "b"], alphabet: alphabet),
        languageModel: Pairs()))
    #expect(words(decoder.decoded(logits.logSoftmax()).labels) == ["a", "b"])
  }

  @Test("a word bonus beyond the range of an exponential has the most words said")
  func hugeBonus() {
    let frames = logits(frames: 9, seed: 204).logSoftmax()
    for bonus in [100, 1000, 1e6] as [Float] {
      let found = BeamSearchDecoder(
        alphabet: alphabet, options: BeamSearchOptions(beamSize: 16, wordBonus: bonus)
      ).decoded(frames)
      #expect(words(found.labels).count == 5)
      #expect(found.languageScore == 5 * bonus)
    }
  }

  @Test("in an alphabet without a word boundary every symbol is a word")
  func symbolsAsWords() throws {
    let alphabet = Alphabet(transcripts: ["ab"])
    let model = ToyLanguageModel(words: ["b", "a"])
    var generator = SeededGenerator(seed: 203)
    let logits = Matrix.random(rows: 5, columns: 3, using: &generator)
    let decoder = BeamSearchDecoder(
      alphabet: alphabet, options: BeamSearchOptions(beamSize: 1000, languageModel: model))
    for hypothesis in decoder.hypotheses(for: logits.logSoftmax(), count: .max) {
      let symbols = hypothesis.labels.map { alphabet.symbols[$0] }
      #expect(abs(Double(hypothesis.languageScore) - model.score(of: symbols)) < 1e-4)
    }
  }

  @Test("over symbols scores each symbol, and | for the space, with a lexicon too")
  func symbolModel() throws {
    let model = ToyLanguageModel(words: ["b", "|", "a"])
    let lexicon = try Lexicon(lines: ["a", "ab", "b"], alphabet: alphabet)
    for (seed, lexicon) in [(207, nil), (208, lexicon)] as [(UInt64, Lexicon?)] {
      let decoder = BeamSearchDecoder(
        alphabet: alphabet,
        options: BeamSearchOptions(
          beamSize: 100_000, lexicon: lexicon, languageModel: model, languageWeight: 0.8,
          wordBonus: 0.2))
      let found = decoder.hypotheses(
        for: logits(frames: 6, seed: seed).logSoftmax(), count: .max)
      #expect(found.count > 10)
      for hypothesis in found {
        let symbols = alphabet.text(of: hypothesis.labels).map { $0 == " " ? "|" : String($0) }
        let language = 0.8 * model.score(of: symbols) + 0.2 * Double(symbols.count)
        #expect(abs(Double(hypothesis.languageScore) - language) < 1e-4)
      }
    }
  }

  @Test("of weight 0 and bonus 0 is the search without one, bit for bit")
  func nothing() {
    for (seed, beamSize) in [(204, 1), (205, 5), (206, 40)] as [(UInt64, Int)] {
      let frames = logits(frames: 50, seed: seed).logSoftmax()
      let plain = BeamSearchDecoder(
        alphabet: alphabet, options: BeamSearchOptions(beamSize: beamSize))
      let fused = BeamSearchDecoder(
        alphabet: alphabet,
        options: BeamSearchOptions(
          beamSize: beamSize, languageModel: model, languageWeight: 0, wordBonus: 0))
      #expect(
        fused.hypotheses(for: frames, count: 5) == plain.hypotheses(for: frames, count: 5))
    }
  }

  @Test("a model decides between spellings that sound alike, and a bonus makes words")
  func preference() throws {
    var logits = Matrix(rows: 5, columns: alphabet.count)
    for (t, text) in ["a", "", "b", "", "a"].enumerated() {
      logits[t, try alphabet.labels(of: text).first ?? alphabet.null] = 3
    }
    let frames = logits.logSoftmax()
    func text(_ bonus: Float) -> String {
      let options = BeamSearchOptions(beamSize: 50, wordBonus: bonus)
      return alphabet.text(
        of: BeamSearchDecoder(alphabet: alphabet, options: options).decoded(frames).labels)
    }
    #expect(text(0) == "aba")
    #expect(text(8).split(separator: " ").count == 3)
    #expect(text(-8).split(separator: " ").isEmpty)
  }
}
