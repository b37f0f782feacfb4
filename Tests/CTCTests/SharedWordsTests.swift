import NumericCore
import TestSupport
import Testing

@testable import CTC

@Suite("What words are worth")
struct SharedWordsTests {
  private let alphabet = Alphabet(transcripts: ["ab c"])
  private let list = ["a", "ab", "ba", "c", "cab"]

  /// The same options made anew, which share nothing.
  private func options(
    hotWords: [(String, Float)]? = nil, hasLexicon: Bool = true
  ) throws -> BeamSearchOptions {
    BeamSearchOptions(
      beamSize: 20, lexicon: hasLexicon ? try Lexicon(lines: list, alphabet: alphabet) : nil,
      languageModel: ToyLanguageModel(words: ["ab", "c", "ba"]), languageWeight: 0.8,
      wordBonus: 0.3, hotWords: try hotWords.map(compiled))
  }

  private func compiled(_ words: [(String, Float)]) throws -> HotWords {
    try HotWords(words.map { (word: $0.0, boost: $0.1) }, alphabet: alphabet)
  }

  private func found(_ options: BeamSearchOptions) -> [Hypothesis] {
    var generator = SeededGenerator(seed: 241)
    let logits = Matrix.random(rows: 12, columns: alphabet.count, scale: 2, using: &generator)
    return BeamSearchDecoder(alphabet: alphabet, options: options)
      .hypotheses(for: logits.logSoftmax(), count: .max)
  }

  private func worth(_ options: BeamSearchOptions) throws -> WordWorth {
    try #require(PrefixScoring(options, alphabet: alphabet)).words
  }

  @Test("is found once for all hot words, and changes nothing of what is found")
  func hotWords() throws {
    for hasLexicon in [true, false] {
      let options = try options(hasLexicon: hasLexicon)
      let plain = found(options)
      let shared = try worth(options)
      for hotWords in [[("ab", 4)], [("c", 3), ("ba c", -2)], [("a", 0)]] as [[(String, Float)]] {
        var copy = options
        copy.hotWords = try compiled(hotWords)
        #expect(found(copy) == found(try self.options(hotWords: hotWords, hasLexicon: hasLexicon)))
        #expect(try worth(copy) === shared)
        copy.hotWords = nil
        #expect(found(copy) == plain)
        #expect(try worth(copy) === shared)
      }
      #expect(found(options) == plain)
      #expect(try found(self.options(hotWords: [("ab", 4)], hasLexicon: hasLexicon)) != plain)
    }
  }

  @Test("is found anew in a copy with another lexicon, model or weight, and in no other")
  func changes() throws {
    let options = try options(hotWords: [("ab", 4)])
    let plain = found(options)
    let shared = try worth(options)
    let changes: [(inout BeamSearchOptions) throws -> Void] = [
      { $0.lexicon = try $0.lexicon?.including(["bab"]) },
      { $0.lexicon = nil },
      { $0.languageModel = ToyLanguageModel(words: ["c", "a"]) },
      { $0.languageModel = nil },
      { $0.languageWeight = 1.7 },
      { $0.wordBonus = -1 },
    ]
    for change in changes {
      var copy = options
      try change(&copy)
      #expect(try worth(copy) !== shared)
      var fresh = try self.options(hotWords: [("ab", 4)])
      try change(&fresh)
      #expect(found(copy) == found(fresh))
      #expect(found(copy) != plain)
    }
    #expect(found(options) == plain)
    #expect(try worth(options) === shared)
  }

  @Test("stays where options are set to what they are, as by words to include that are listed")
  func sameValues() throws {
    let options = try options()
    let shared = try worth(options)
    var copy = options
    copy.lexicon = try copy.lexicon?.including(["cab", "a ba"])
    copy.weights = options.weights
    #expect(try worth(copy) === shared)
    copy.lexicon = try Lexicon(lines: list, alphabet: alphabet)
    #expect(try worth(copy) === shared)
    copy.lexicon = try Lexicon(lines: list.reversed(), alphabet: alphabet)
    #expect(try worth(copy) !== shared)
  }
}
