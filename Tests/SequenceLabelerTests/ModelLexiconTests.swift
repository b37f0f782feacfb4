import Foundation
import LanguageModel
import SequenceLabeler
import TestSupport
import Testing

@testable import CTC

@Suite("A model's list of words")
struct ModelLexiconTests {
  @Test("is written, read back, and used unless another decoding is asked for")
  func roundTrip() throws {
    let plain = try randomModel()
    let symbols = plain.alphabet.symbols.enumerated()
      .filter { $0.offset != plain.alphabet.null && $0.element != " " }.map(\.element)
    let words = [symbols[0], symbols.joined()]
    let model = try Model(
      configuration: plain.configuration, alphabet: plain.alphabet, network: plain.network,
      lexicon: Lexicon(lines: words, alphabet: plain.alphabet))
    try withTemporaryFolder { folder in
      try model.write(to: folder)
      let read = try Model(contentsOf: folder)
      #expect(read.lexicon?.words == words)
      guard case .beam(let options) = SequenceLabeler(read).decoding else {
        Issue.record("no beam search over the words")
        return
      }
      #expect(options.beamSize == 32)
      #expect(options.lexicon?.words == words)
    }
  }

  @Test("and its language model give way to a model of letters where any words are asked for")
  func anyWords() throws {
    let arpa = """
      \\data\\
      ngram 1=4

      \\1-grams:
      -99 <s>
      -0.5 </s>
      -0.3 a
      -0.3 b

      \\end\\

      """
    let plain = try randomModel()
    var configuration = plain.configuration
    configuration.fusion = FusionWeights(languageWeight: 2, wordBonus: 1)
    configuration.openFusion = FusionWeights(languageWeight: 3, wordBonus: -1)
    configuration.beamSize = 7
    let model = try Model(
      configuration: configuration, alphabet: plain.alphabet, network: plain.network,
      lexicon: Lexicon(lines: ["ab"], alphabet: plain.alphabet),
      languageModel: NGramModel(Data(arpa.utf8)))
    #expect(model.searchOptions.words === model.decoding.beamSearchOptions?.words)
    try withTemporaryFolder { folder in
      try model.write(to: folder)
      let listed = try #require(Model(contentsOf: folder).decoding.beamSearchOptions)
      #expect(listed.weights == configuration.fusion && listed.lexicon != nil)
      #expect(listed.beamSize == 7)
      let unweighed = try Model(contentsOf: folder, languageModel: false)
      #expect(unweighed.languageModel == nil && unweighed.lexicon != nil)
      #expect(unweighed.searchOptions.beamSize == 7)

      let bare = try Model(contentsOf: folder, vocabulary: .any)
      #expect(bare.decoding.beamSearchOptions == nil)
      let weights = FusionWeights(languageWeight: 4, wordBonus: 0)
      try bare.weighingWords(by: NGramModel(Data(arpa.utf8)), weights: weights, beamSize: 9)
        .writeDecoding(to: folder)
      let open = try #require(
        Model(contentsOf: folder, vocabulary: .any).decoding.beamSearchOptions)
      #expect(open.weights == weights && open.beamSize == 9)
      #expect(open.lexicon == nil && open.languageModel != nil)
      #expect(try Model(contentsOf: folder).configuration.fusion == configuration.fusion)
      #expect(try Model(contentsOf: folder).decoding.beamSearchOptions?.beamSize == 7)
      #expect(try Model(contentsOf: folder).lexicon?.words == ["ab"])

      try FileManager.default.removeItem(at: folder.appending(path: "lexicon.txt"))
      let withoutList = try Model(contentsOf: folder, vocabulary: .any)
      #expect(withoutList.decoding.beamSearchOptions?.weights == configuration.fusion)
    }
  }

  @Test(
    "and its language model go where a model without them is written, but not with its weights alone"
  )
  func replaced() throws {
    let estimate = try NGramModel(
      Data("\\data\\\nngram 1=3\n\n\\1-grams:\n-99 <s>\n-0.5 </s>\n-0.3 a\n\n\\end\\\n".utf8))
    let plain = try randomModel()
    let wordy = try Model(
      configuration: plain.configuration, alphabet: plain.alphabet, network: plain.network,
      lexicon: Lexicon(lines: ["ab"], alphabet: plain.alphabet), languageModel: estimate)
    try withTemporaryFolder { folder in
      func names() throws -> Set<String> {
        Set(try FileManager.default.contentsOfDirectory(atPath: folder.path))
      }
      try wordy.write(to: folder)
      try Data("other".utf8).write(to: folder.appending(path: "letters.arpa"))
      try Data("older".utf8).write(to: folder.appending(path: "lm.arpa.gz"))
      let all = try names()
      try plain.writeDecoding(to: folder)
      #expect(try names() == all)
      try wordy.write(to: folder)
      #expect(try names() == all)
      let read = try Model(contentsOf: folder)
      #expect(read.lexicon?.words == ["ab"] && read.languageModel != nil)

      try plain.write(to: folder)
      #expect(try names() == all.subtracting(["lexicon.txt", "lm.cache", "lm.arpa.gz"]))
      let bare = try Model(contentsOf: folder)
      #expect(bare.lexicon == nil && bare.languageModel == nil)
    }
  }

  @Test("and language models stay unread where nobody asks for them")
  func unread() throws {
    try withTemporaryFolder { folder in
      try randomModel().write(to: folder)
      for file in ["lm.arpa", "letters.arpa", "lexicon.txt"] {
        try Data("漢\n".utf8).write(to: folder.appending(path: file))
        #expect(throws: ModelError.self) { try Model(contentsOf: folder) }
        let model = try Model(contentsOf: folder, vocabulary: nil)
        #expect(model.decoding.beamSearchOptions == nil)
      }
    }
  }

  @Test("is of the model's own symbols")
  func otherAlphabet() throws {
    let model = try randomModel()
    let lexicon = try Lexicon(lines: ["xyz"], alphabet: Alphabet(transcripts: ["xyz"]))
    #expect(throws: ModelError.mismatch("a lexicon of other symbols than the model's")) {
      try Model(
        configuration: model.configuration, alphabet: model.alphabet, network: model.network,
        lexicon: lexicon)
    }
  }

  @Test("without a word, or with one that the alphabet cannot write, names the file and the line")
  func faults() throws {
    let model = try randomModel()
    try withTemporaryFolder { folder in
      try model.write(to: folder)
      let file = folder.appending(path: "lexicon.txt")
      for (text, reason) in [("\n\n", "the lexicon has no word"), ("\n漢\n", "line 2")] {
        try Data(text.utf8).write(to: file)
        let error = #expect(throws: ModelError.self) { try Model(contentsOf: folder) }
        let line = try #require(error).description
        #expect(line.contains("lexicon.txt") && line.contains(reason), "\(line)")
      }
    }
  }
}
