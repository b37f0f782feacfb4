import AudioFrontEnd
import CTC
import Foundation
import SequenceLabeler
import TestSupport
import Testing

@Suite("A model of phonemes with a pronouncing dictionary")
struct DictionaryTests {
  private let model: Model

  init() throws {
    model = try randomModel(symbols: [Alphabet.nullName, "TH", "R", "IY", "EY", "T"])
  }

  @Test("compares and aligns words of the dictionary, without one its symbols")
  func words() throws {
    try withTemporaryFolder { folder in
      try model.write(to: folder)
      let plain = try SequenceLabeler(contentsOf: folder)
      try "three\tTH R IY\neight\tEY T\n".write(
        to: folder.appending(path: "lexicon.txt"), atomically: true, encoding: .utf8)
      let labeler = try SequenceLabeler(contentsOf: folder)
      #expect(labeler.writable("Three, EIGHT!") == "three eight")
      #expect(labeler.reasonNotToWrite("three eight") == nil)
      #expect(
        labeler.reasonNotToWrite("three nine") as? AlignmentError
          == .unpronounced(word: "nine"))
      #expect(plain.writable("TH R IY") == "TH R IY")
      #expect(plain.reasonNotToWrite("TH R IY") == nil)
      #expect(
        plain.reasonNotToWrite("three") as? AlphabetError
          == .unknownCharacter(character: "t", position: 0))
      let clip = tones("abab")
      let words = try labeler.align("three eight", to: clip).transcript.words
      let symbols = try plain.align("TH R IY EY T", to: clip).transcript
      #expect(words.map(\.text) == ["three", "eight"])
      #expect(try labeler.align("three eight", to: clip).transcript.symbols == symbols.symbols)
      #expect(
        try labeler.segments(of: ["eight"], in: clip)
          == labeler.emissions(of: clip).segments(of: ["eight"], lexicon: labeler.model.lexicon))
    }
  }
}
