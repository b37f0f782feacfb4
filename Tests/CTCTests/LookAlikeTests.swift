import Testing

@testable import CTC

@Suite("Letters that look like those of another script")
struct LookAlikeTests {
  @Test(
    "are found in words of that script",
    arguments: [
      ("say h\u{435}llo", "\u{435}", "Cyrillic", "Latin", "h\u{435}llo"),
      ("«привiт»", "i", "Latin", "Cyrillic", "привiт"),
      ("ze\u{301}r\u{3bf}-two", "\u{3bf}", "Greek", "Latin", "zér\u{3bf}"),
      ("\u{421}AT", "\u{421}", "Cyrillic", "Latin", "\u{421}AT"),
    ])
  func found(text: String, letter: Unicode.Scalar, script: String, others: String, word: String) {
    #expect(
      LookAlike.all(in: text)
        == [LookAlike(letter: letter, script: script, others: others, word: word)])
  }

  @Test(
    "are none in words of one script, of letters that look otherwise, or of phonetic transcriptions",
    arguments: [
      "hello привет", "IT-отдел, SMSка", "naïve café", "bɔχ θɪŋk", "Καλημέρα κόσμε", "ёж її", "5µm",
      "我用iPhone打字", "",
    ])
  func notFound(text: String) {
    #expect(LookAlike.all(in: text).isEmpty)
  }

  @Test("are told of once a word")
  func once() {
    let words = ["s\u{435}\u{435}", "s\u{435}a"]
    #expect(LookAlike.all(in: words.joined(separator: " ")).map(\.word) == words)
  }
}
