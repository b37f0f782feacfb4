import CTC
import Foundation
import SequenceLabeler
import TestSupport
import Testing

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
      guard case .greedy = SequenceLabeler(read, decoding: .greedy).decoding else {
        Issue.record("the decoding asked for was not used")
        return
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
