import Foundation
import Interchange
import TestSupport
import Testing

@Suite("TextGrids beside recordings")
struct TextGridTests {
  private func parts(_ text: String) throws -> [ManifestEntry] {
    try withTemporaryFolder(of: ["talk.wav": "", "talk.TextGrid": text]) {
      try Manifest(contentsOf: $0).entries
    }
  }

  private func timed(_ texts: (String, Double, Double)...) -> [TimedText] {
    texts.map { TimedText(text: $0.0, start: $0.1, end: $0.2, confidence: 1) }
  }

  @Test("the tier of utterances is read wherever it stands, and no empty interval")
  func utterances() throws {
    let grid = textGrid(
      [
        ("phones", timed(("h", 0.5, 0.6))), ("words", timed(("he", 0.5, 0.7))),
        (
          "Sentences",
          timed(("he \"said\"\nso [noise]", 0.5, 2), ("(laughs)", 2, 3), ("no", 4, 5.25))
        ),
      ], duration: 6)
    let entries = try parts(grid)
    #expect(entries.map(\.text) == ["he \"said\" so", "no"])
    #expect(entries.map(\.offset) == [0.5, 4] && entries.map(\.duration) == [1.5, 1.25])
    let lines = grid.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(
      entries.map { lines[$0.line - 1].trimmingCharacters(in: .whitespaces) }
        == ["xmin = 0.5000", "xmin = 4.0000"])
  }

  @Test("words are joined up to a pause of half a second, and no others across what is none")
  func words() throws {
    let entries = try parts(
      textGrid(
        [
          (
            "anna - words",
            timed(
              ("so", 0, 0.5), ("sil", 0.5, 0.9), ("we", 0.9, 1), ("go", 1.5, 2), ("<unk>", 2, 2.1),
              ("on", 2.1, 2.5), ("and", 2.5, 22), ("on", 22, 23))
          ), ("anna - phones", []),
        ], duration: 23))
    #expect(entries.map(\.text) == ["so we", "go", "on and", "on"])
    #expect(entries.map(\.offset) == [0, 1.5, 2.1, 22])
    #expect(entries.map(\.duration) == [1, 0.5, 19.9, 1])
  }

  @Test(
    "the short format reads as the long one; without a known name the first tier of intervals counts"
  )
  func short() throws {
    let entries = try parts(
      #"""
      File type = "ooTextFile"
      Object class = "TextGrid"

      0
      3 ! seconds
      <exists>
      2
      "TextTier"
      "bells"
      0
      3
      1
      1.5
      "ding"
      "IntervalTier"
      "Mary"
      0
      3
      2
      0
      1
      "say ""x"""
      1
      3
      ""

      """#)
    #expect(entries.map(\.text) == ["say \"x\""])
    #expect(entries.map(\.line) == [20])
  }

  @Test(
    "a broken TextGrid is named with file and line",
    arguments: [
      ("", ":1: the line begins no TextGrid"),
      ("\"ooTextFile\" \"Sound\"", ":1: the line begins no"),
      ("\"ooTextFile\"\n\"TextGrid\" 0\n\"a\"", ":3: the line has not a number where"),
      ("\"ooTextFile\"\n\"TextGrid\" 0 1\n-1", ":3: the line has not a number of items"),
      (
        "\"ooTextFile\"\n\"TextGrid\" 0 1 1\n\"IntervalTier\" \"a\" 0 1 99999999999\n0 1 \"a\"\n0",
        ":5: the line has not a number"
      ),
      ("\"ooTextFile\" \"TextGrid\" 0 1 <exists> 0", " has no text with a beginning"),
    ])
  func faults(text: String, reason: String) throws {
    try withTemporaryFolder(of: ["talk.wav": "", "talk.TextGrid": text]) { folder in
      let faults = try Manifest.read(folder).faults
      try #require(faults.count == 1)
      #expect(faults[0].description.hasPrefix(folder.path + "/talk.TextGrid" + reason))
    }
  }

  @Test("one in UTF-16, as Praat writes what is not ASCII, is read")
  func encoding() throws {
    let grid = textGrid([("lines", timed(("schön", 1, 2)))], duration: 3)
    try withTemporaryFolder(of: ["talk.wav": ""]) { folder in
      try utf16(grid, isBigEndian: true).write(to: folder.appending(path: "talk.TextGrid"))
      #expect(try Manifest(contentsOf: folder).entries.map(\.text) == ["schön"])
    }
  }
}
