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
    #expect(entries.allSatisfy { $0.speaker == "anna" })
  }

  @Test("each speaker's tier of words or utterances counts")
  func knownTiers() throws {
    let word = timed(("yes", 0, 1))
    let grid = [
      ("Ann - Lee - words", word), ("Ann - Lee - phones", timed(("j", 0, 1))),
      ("bob - words", timed(("no", 1, 2))), ("bob - phones", []),
    ]
    let words = try parts(textGrid(grid, duration: 2))
    #expect(words.map(\.text) == ["yes", "no"])
    #expect(words.map(\.speaker) == ["Ann - Lee", "bob"])
    let utterances = try parts(
      textGrid(grid + [("bob - text", timed(("No!", 1, 2))), ("text", word)], duration: 2))
    #expect(utterances.map(\.text) == ["No!", "yes"])
    #expect(utterances.map(\.speaker) == ["bob", nil])
    let one = try parts(textGrid([("ORT-MAU", word), ("MAU", timed(("j", 0, 1)))], duration: 2))
    #expect(one.map(\.text) == ["yes"] && one[0].speaker == nil)
  }

  @Test("tiers of other names are speakers where they have not the same speech once more")
  func speakers() throws {
    let anna = timed(("how are you", 0, 2), ("good to hear", 3, 6))
    let bob = timed(("fine", 2, 3), ("mhm", 4, 4.5))
    let words = timed(("how", 0, 0.5), ("are", 0.5, 1.5), ("you", 1.5, 2), ("good", 3, 5))
    let french = timed(("ça va", 0, 2), ("ravie", 3, 6))
    let talk = try parts(
      textGrid(
        [("Anna", anna), ("mots", words), ("bob@tx", bob), ("fr", french), ("notes", [])],
        duration: 6))
    #expect(talk.map(\.text) == ["how are you", "good to hear", "fine", "mhm"])
    #expect(talk.map(\.speaker) == ["Anna", "Anna", "bob@tx", "bob@tx"])
    let alone = try parts(textGrid([("Anna", anna), ("fr", french)], duration: 6))
    #expect(alone.map(\.text) == ["how are you", "good to hear"])
    #expect(alone.allSatisfy { $0.speaker == nil })
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
      (
        "\"ooTextFile\" \"TextGrid\" -1 1 1 \"IntervalTier\" \"a\" -1 1 1\n-1 1 \"a\"",
        ":2: the line names no part of the recording; it begins before the recording"
      ), ("\"ooTextFile\" \"TextGrid\" 0 1 <exists> 0", " has no text with a beginning"),
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
