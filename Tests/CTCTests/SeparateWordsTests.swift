import Testing

@testable import CTC

@Suite("Separate words")
struct SeparateWordsTests {
  @Test(
    "are parted by spaces, and letters of scripts without spaces are words of their own",
    arguments: [
      ("two  six\teight", ["two", "six", "eight"]), ("don't (say) it!", ["don't", "(say)", "it!"]),
      ("我用iPhone 打字。", ["我", "用", "iPhone", "打", "字。"]),
      ("他说：「好」", ["他", "说：", "「好」"]), ("2024年", ["2024", "年"]),
      ("コーヒーを", ["コ", "ー", "ヒ", "ー", "を"]), ("거실 불을", ["거실", "불을"]),
      ("ที่นี่", ["ที่", "นี่"]), ("की बत्ती", ["की", "बत्ती"]), ("", []), ("。", ["。"]),
    ])
  func words(text: String, expected: [String]) throws {
    #expect(CTC.words(of: text) == expected)
    let alphabet = Alphabet(transcripts: [text, "a b"])
    let labels = try alphabet.labels(of: text)
    #expect(
      alphabet.wordRanges(in: labels).map { alphabet.text(of: Array(labels[$0])) } == expected)
  }

  @Test("labels beyond the alphabet are words, too, and boundaries part")
  func stars() throws {
    let alphabet = try Alphabet(symbols: ["_", "|", "a", "好"], null: 0)
    #expect(
      alphabet.wordRanges(in: [1, 2, 2, 4, 2, 1, 1, 3, 3, 2]).map(\.lowerBound) == [
        1, 3, 4, 7, 8, 9,
      ])
  }
}
