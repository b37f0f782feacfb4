import AudioFrontEnd
import CTC
import Foundation
import LanguageModel
import SequenceLabeler
import TestSupport
import Testing

@Suite("How output is to be read")
struct DecodingOptionsTests {
  private let alphabet = Alphabet(transcripts: ["ab ba"])

  private func options(_ change: (inout DecodingOptions) -> Void) -> DecodingOptions {
    var options = DecodingOptions()
    change(&options)
    return options
  }

  /// A language model over the words a and b.
  private func languageModel(in folder: URL) throws -> URL {
    let file = folder.appending(path: "lm.arpa")
    try """
    \\data\\
    ngram 1=5

    \\1-grams:
    -1\t<unk>
    -99\t<s>
    -1\t</s>
    -0.5\ta
    -0.5\tb

    \\end\\

    """.write(to: file, atomically: true, encoding: .utf8)
    return file
  }

  @Test("a beam search that cannot be is refused where its labeler is made")
  func impossibleSearch() throws {
    let model = try randomModel()
    #expect(
      throws: BeamSearchOptionsError.outOfRange(
        option: "beamSize", value: "0", requirement: "at least 1")
    ) {
      try SequenceLabeler(model, decoding: .beam(size: 0, lexicon: nil))
    }
    let other = Alphabet(transcripts: ["z"])
    for lexicon in [
      try Lexicon(lines: ["z"], alphabet: other), try Lexicon(phrases: ["z"], alphabet: other),
    ] {
      #expect(throws: BeamSearchOptionsError.otherAlphabet(option: "lexicon")) {
        try SequenceLabeler(model, decoding: .beam(size: 4, lexicon: lexicon))
      }
    }
    let hotWords = try HotWords([("z", 1)], alphabet: other)
    #expect(throws: BeamSearchOptionsError.otherAlphabet(option: "hotWords")) {
      try SequenceLabeler(model, decoding: .beam(BeamSearchOptions(hotWords: hotWords)))
    }
  }

  @Test("nothing asked is greedy, or the usual search where that has words or a language model")
  func nothingAsked() throws {
    #expect(try DecodingOptions().decoding(alphabet: alphabet).beamSearchOptions == nil)
    let usual = BeamSearchOptions(
      beamSize: 7, lexicon: try Lexicon(lines: ["ab"], alphabet: alphabet), wordBonus: 2,
      confidence: PlattScaling(slope: 2, offset: 1))
    let found = try #require(
      try DecodingOptions().decoding(alphabet: alphabet, usual: usual).beamSearchOptions)
    #expect(found.beamSize == 7 && found.lexicon == usual.lexicon)
    #expect(found.weights == usual.weights)
    let greedy = options { $0.isGreedy = true }
    #expect(try greedy.decoding(alphabet: alphabet, usual: usual).beamSearchOptions == nil)
  }

  @Test(
    "each thing asked makes a search, with what was asked in the place of what is usual",
    arguments: [true, false])
  func eachAsked(hasUsual: Bool) throws {
    let priors = SymbolPriors(
      probabilities: [Float](repeating: 0.25, count: alphabet.count))
    let usual =
      hasUsual
      ? BeamSearchOptions(
        beamSize: 7, languageWeight: 3, wordBonus: 2, priors: priors, priorWeight: 0.5,
        confidence: PlattScaling(slope: 2, offset: 1))
      : BeamSearchOptions(priors: priors)
    func found(_ change: (inout DecodingOptions) -> Void) throws -> BeamSearchOptions {
      try #require(
        try options(change).decoding(alphabet: alphabet, usual: usual).beamSearchOptions)
    }
    #expect(try found { $0.beamSize = 5 }.beamSize == 5)
    #expect(try found { $0.beamSize = 5 }.weights == usual.weights)
    #expect(try found { $0.wordBonus = -1 }.wordBonus == -1)
    #expect(try found { $0.wordBonus = -1 }.confidence == usual.confidence)
    #expect(try found { $0.priorWeight = 0.25 }.priorWeight == 0.25)
    #expect(try found { $0.offersChoice = true }.weights == usual.weights)
    let listed = try found { $0.words = .list(["ab", "ba"]) }
    #expect(listed.lexicon?.words == ["ab", "ba"] && listed.lexicon?.holdsPhrases == false)
    // It was found with other words.
    #expect(listed.confidence == nil && listed.wordBonus == usual.wordBonus)
    let phrases = try found { $0.words = .phrases(["ab ba"]) }
    #expect(phrases.lexicon?.words == ["ab ba"] && phrases.lexicon?.holdsPhrases == true)
    let hot = try found {
      $0.words = .list(["ab"])
      $0.hotWords = [("b a", 3)]
    }
    #expect(hot.lexicon?.words == ["ab", "a", "b"] && hot.hotWords != nil)
    try withTemporaryFolder { folder in
      let file = try languageModel(in: folder)
      let weighed = try found { $0.languageModel = .file(file) }
      #expect(weighed.languageModel is NGramModel)
      #expect(weighed.weights == FusionWeights(languageWeight: 1, wordBonus: 0))
      let other = try found {
        $0.languageModel = .file(file)
        ($0.languageWeight, $0.wordBonus) = (0.5, 1)
      }
      #expect(other.weights == FusionWeights(languageWeight: 0.5, wordBonus: 1))
      let words = folder.appending(path: "words.txt")
      try "ab\nba\n".write(to: words, atomically: true, encoding: .utf8)
      #expect(try found { $0.words = .listFile(words) }.lexicon == listed.lexicon)
      #expect(try found { $0.words = .phraseFile(words) }.lexicon?.holdsPhrases == true)
    }
  }

  @Test("without a language model, its weights are those of none")
  func withoutLanguageModel() throws {
    try withTemporaryFolder { folder in
      let usual = BeamSearchOptions(
        beamSize: 7, lexicon: try Lexicon(lines: ["ab"], alphabet: alphabet),
        languageModel: try NGramModel(contentsOf: try languageModel(in: folder)), languageWeight: 3,
        wordBonus: 2)
      let none = options { $0.languageModel = .none }
      let found = try #require(
        try none.decoding(alphabet: alphabet, usual: usual).beamSearchOptions)
      #expect(found.languageModel == nil && found.beamSize == 7 && found.lexicon == usual.lexicon)
      #expect(found.weights == FusionWeights(languageWeight: 1, wordBonus: 0))
    }
  }

  @Test("what excludes each other, or cannot be, is refused by name")
  func refusals() throws {
    let file = URL(filePath: "x.arpa")
    for (change, message) in [
      ({ $0.beamSize = 0 }, "beamSize is 0; it must be from 1 to 100000"),
      ({ $0.languageWeight = -1 }, "languageWeight is -1.0; it must be at least 0"),
      ({ $0.priorWeight = .nan }, "priorWeight is nan; it must be at least 0"),
      ({ $0.wordBonus = .infinity }, "wordBonus is inf; it must be a number"),
      ({ ($0.isGreedy, $0.beamSize) = (true, 4) }, "isGreedy does not go with beamSize"),
      ({ ($0.isGreedy, $0.words) = (true, .list(["ab"])) }, "isGreedy does not go with words"),
      ({ ($0.isGreedy, $0.hotWords) = (true, [("ab", 1)]) }, "isGreedy does not go with hotWords"),
      ({ ($0.isGreedy, $0.offersChoice) = (true, true) }, "isGreedy does not go with offersChoice"),
      (
        { ($0.words, $0.wordBonus) = (.phrases(["ab"]), 1) }, "phrases does not go with wordBonus"
      ),
      (
        { ($0.words, $0.languageModel) = (.phrases(["ab"]), .file(file)) },
        "phrases does not go with languageModel"
      ),
      (
        { ($0.languageModel, $0.languageWeight) = (.none, 1) },
        "languageModel .none does not go with languageWeight"
      ),
      ({ $0.languageWeight = 1 }, "languageWeight needs languageModel"),
      ({ $0.priorWeight = 1 }, "priorWeight needs a model with priors"),
      ({ $0.words = .list([" "]) }, "words: the list is empty"),
      ({ $0.words = .phrases([]) }, "phrases: the list is empty"),
      (
        { ($0.words, $0.hotWords) = (.list(["x\ta b"]), [("ab", 1)]) },
        "hotWords does not go with a list of pronunciations"
      ),
    ] as [((inout DecodingOptions) -> Void, String)] {
      let error = try #require(throws: DecodingOptionsError.self) {
        try options(change).decoding(alphabet: alphabet)
      }
      #expect(error.description.hasPrefix(message), "\(error)")
    }
    #expect(throws: LexiconError.self) {
      try options { $0.words = .phrases(["z"]) }.decoding(alphabet: alphabet)
    }
    #expect(throws: HotWordsError.self) {
      try options { $0.hotWords = [("z", 1)] }.decoding(alphabet: alphabet)
    }
    #expect(throws: ModelError.self) {
      try options { $0.words = .listFile(URL(filePath: "/no/such/list")) }
        .decoding(alphabet: alphabet)
    }
  }

  @Test("a model on disk is read with what is asked of it")
  func modelOnDisk() throws {
    let file = packageRoot.appending(path: "Audio/two-six-eight.wav")
    let menu = try SequenceLabeler.bundled(
      options: options { $0.words = .phrases(["two six eight", "nine"]) })
    #expect(menu.decoding.beamSearchOptions?.lexicon?.words == ["two six eight", "nine"])
    #expect(menu.model.lexicon == nil)
    #expect(try menu.transcribe(contentsOf: file).text == "two six eight")
    let any = try SequenceLabeler.bundled(options: options { $0.words = .any })
    #expect(any.decoding.beamSearchOptions == nil)
    try withTemporaryFolder { folder in
      try any.model.write(to: folder)
      let wide = try SequenceLabeler(contentsOf: folder, options: options { $0.beamSize = 50 })
      #expect(wide.decoding.beamSearchOptions?.beamSize == 50)
      #expect(throws: DecodingOptionsError.self) {
        try SequenceLabeler(contentsOf: folder, options: options { $0.languageWeight = 2 })
      }
    }
  }
}
