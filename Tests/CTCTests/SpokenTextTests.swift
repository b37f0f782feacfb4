import CTC
import Testing

@Suite("Spoken text")
struct SpokenTextTests {
  @Test(
    "what nobody hears is left out",
    arguments: [
      ("Hello, World!", "hello world"), ("  “Don’t,” he said—twice. ", "don't he said twice"),
      ("'tis the dogs' T-shirt", "tis the dogs t shirt"), ("U.S. 42nd/43rd", "u s 42nd 43rd"),
      ("ÉTÉ\u{301}, l’eau", "ÉTÉ\u{301}".lowercased() + " l'eau"), ("co\u{AD}operate", "cooperate"),
      ("ДА… нет?!", "да нет"), ("नमस्ते, दुनिया।", "नमस्ते दुनिया"), ("😀 ok", "ok"), ("—", ""), ("", ""),
    ])
  func spoken(text: String, expected: String) {
    #expect(spokenText(text) == normalizedText(expected))
    #expect(spokenText(spokenText(text)) == spokenText(text))
  }

  @Test(
    "an alphabet's own symbols stay, others become what is spoken",
    arguments: [
      ("ab'|", "Ab, b’a “ab” 'b'", "ab b'a ab 'b'"), ("ab|", "b’a-b", "ba b"), ("ab", "A-b.", "ab"),
      ("AB|", "a, Ba!", "A BA"), ("aA,|", "Aa, aA; a", "Aa, aA a"), ("ab|", "a  B|a", "a b a"),
    ])
  func writable(symbols: String, text: String, expected: String) throws {
    let alphabet = Alphabet(transcripts: [symbols])
    #expect(alphabet.writable(text) == expected)
    _ = try alphabet.labels(of: alphabet.writable(text))
  }

  @Test("symbols of several characters are found in capitals, too")
  func longSymbols() throws {
    let alphabet = try Alphabet(symbols: ["<blank>", "a", "ch", " "], null: 0)
    #expect(alphabet.writable("Ach! CHA") == "ach cha")
  }

  @Test(
    "what no symbol writes in any way stays, to be named",
    arguments: [("Ab c", "c", 3), ("a 2", "2", 2), ("a é", "é", 2)])
  func unwritable(text: String, character: String, position: Int) throws {
    let alphabet = Alphabet(transcripts: ["a b"])
    #expect(
      throws: AlphabetError.unknownCharacter(character: character, position: position)
    ) { try alphabet.labels(of: alphabet.writable(text)) }
  }

  @Test("a space stays where there is no word boundary")
  func noBoundary() {
    let alphabet = Alphabet(transcripts: ["ab"])
    #expect(alphabet.writable("A, b") == "a b")
    #expect(throws: AlphabetError.unknownCharacter(character: " ", position: 1)) {
      try alphabet.labels(of: "a b")
    }
  }
}
