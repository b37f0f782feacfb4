import CTC
import NumericCore
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
      ("请打开灯，谢谢！", "请打开灯谢谢"), ("用iPhone，打 字。", "用iphone 打 字"), ("ＡＢ１、ｶﾞ", "ab1 ガ"),
      ("ســلام، كيف؟", "سلام كيف"), ("شُكْرًا", "شُكْرًا"), ("צה״ל, ג׳ירפה", "צהל ג'ירפה"),
      ("می\u{200C}روم", "میروم"), ("ΔΡΌΜΟΣ Σ", "δρόμος σ"), ("İYİ", "iyi"),
      ("❤\u{FE0F}1\u{FE0F}\u{20E3}", "1"),
    ])
  func spoken(text: String, expected: String) {
    #expect(spokenText(text) == normalizedText(expected))
    #expect(spokenText(spokenText(text)) == spokenText(text))
  }

  @Test("what stands between two letters is nothing if both are of scripts without spaces")
  func betweenUnspaced() {
    /// The text without punctuation, where each mark looks for the letters around it.
    func naive(_ text: String, keepsSpaces: Bool) -> String {
      let characters = Array(text)
      return String(
        characters.enumerated().compactMap { place, character -> Character? in
          guard character == "." || character == " " else { return character }
          let before = characters[..<place].last { $0 != "." && $0 != " " }
          let after = characters[place...].first { $0 != "." && $0 != " " }
          let isBetween = before == "漢" && after == "漢"
          if keepsSpaces { return character == " " || !isBetween ? " " : nil }
          return character == " " && !isBetween ? " " : nil
        })
    }
    var generator = SeededGenerator(seed: 411)
    let alphabet = Alphabet(transcripts: ["a漢"])
    for _ in 0..<300 {
      let text = String((0..<12).map { _ in "a漢..  ".randomElement(using: &generator) ?? "." })
      #expect(spokenText(text) == normalizedText(naive(text, keepsSpaces: true)))
      let written = normalizedText(naive(normalizedText(text), keepsSpaces: false))
      #expect(alphabet.writable(text) == written, "\(text)")
    }
  }

  @Test("I is the capital of ı where texts or symbols have that")
  func dotlessI() {
    #expect(spokenText("IŞIK İyi", hasDotlessI: true) == "ışık iyi")
    #expect(Alphabet(transcripts: ["ışk iy"]).writable("IŞIK, İyi") == "ışık iyi")
    #expect(Alphabet(transcripts: ["işk"]).writable("IŞK") == "işk")
  }

  @Test("what texts of a script mostly lack is left out where no symbol writes it")
  func points() {
    #expect(Alphabet(transcripts: ["شكرا"]).writable("شُكْرًا") == "شكرا")
    #expect(Alphabet(transcripts: ["شُكْرًا"]).writable("شُكْرًا،") == "شُكْرًا")
    #expect(Alphabet(transcripts: ["打开灯"]).writable("打开 灯。") == "打开灯")
    #expect(Alphabet(transcripts: ["कत"]).writable("की") == "की")
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
