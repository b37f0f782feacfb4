import Foundation
import Interchange
import TestSupport
import Testing

@Suite("Folders named after words")
struct WordFolderTests {
  private let speechCommands = [
    "yes/a1_nohash_0.wav": "", "yes/b2_nohash_0.wav": "", "yes/b2_nohash_1.wav": "",
    "no/a1_nohash_0.wav": "", "turn_on/c3.flac": "", "_background_noise_/hum.wav": "",
    "_background_noise_/README.md": "", "README.md": "", "LICENSE.txt": "all rights\n",
    "testing_list.txt": "yes/b2_nohash_0.wav\nno/gone_nohash_0.wav\n",
    "validation_list.txt": "yes/b2_nohash_1.wav\r\n",
  ]

  @Test("are texts, without the recordings to test and to validate on, and without noise")
  func speechCommandsLayout() throws {
    try withTemporaryFolder(of: speechCommands) { folder in
      let manifest = try Manifest(contentsOf: folder)
      #expect(manifest.entries.map(\.text) == ["no", "turn_on", "yes"])
      #expect(manifest.entries.map(\.speaker) == ["a1", nil, "a1"])
      #expect(manifest.entries[2].location == folder.path + "/yes/a1_nohash_0.wav")
      #expect(
        manifest.notes == [
          "the names of its 3 folders are the texts: no, turn_on, yes",
          "`ctc-asr decode --phrases FILE` with these texts writes nothing else",
          "_background_noise_ is no word and left out; recordings of noise serve as --set "
            + "augmentation.noiseFolder=\(folder.path)/_background_noise_",
          "recordings of testing_list.txt left out: 1; name the list to read them",
          "1 line of testing_list.txt names no recording, the first “no/gone_nohash_0.wav”",
          "recordings of validation_list.txt left out: 1; name the list to read them",
        ])
    }
  }

  @Test("have lists of recordings to test on, each a data set of its own")
  func lists() throws {
    try withTemporaryFolder(of: speechCommands) { folder in
      let list = folder.appending(path: "testing_list.txt")
      let manifest = try Manifest(contentsOf: list)
      #expect(manifest.entries.map(\.text) == ["yes", "no"])
      #expect(manifest.entries.map(\.speaker) == ["b2", "gone"])
      #expect(manifest.entries.map(\.location) == ["\(list.path):1", "\(list.path):2"])
      #expect(manifest.entries[0].audioPath.path == folder.path + "/yes/b2_nohash_0.wav")
      #expect(manifest.notes.isEmpty)
    }
  }

  @Test("have lists with paths of other kinds, and of one word")
  func pathsOfLists() throws {
    try withTemporaryFolder(of: speechCommands) { folder in
      let list = folder.appending(path: "testing_list.txt")
      for path in [
        "./yes/b2_nohash_0.wav", "yes\\b2_nohash_0.wav", "\(folder.path)/yes/b2_nohash_0.wav",
      ] {
        try Data("\(path)\n".utf8).write(to: list)
        let manifest = try Manifest(contentsOf: folder)
        #expect(manifest.entries.map(\.text) == ["no", "turn_on", "yes"])
        #expect(!manifest.notes.contains { $0.contains("no recording") })
        let listed = try Manifest(contentsOf: list).entries
        #expect(listed.map(\.text) == ["yes"])
        #expect(listed.map(\.audioPath.path) == ["\(folder.path)/yes/b2_nohash_0.wav"])
      }
    }
  }

  @Test("are not read with a list that could keep nothing out")
  func strangeLists() throws {
    try withTemporaryFolder(of: speechCommands) { folder in
      let list = folder.appending(path: "testing_list.txt")
      try Data("yes/b2_nohash_0.wav\nb2\n".utf8).write(to: list)
      #expect(
        throws: ManifestError.invalidLine(
          path: list.path, line: 2,
          reason: "is no recording such as yes/x.wav; correct it, or remove the list")
      ) { try Manifest(contentsOf: folder) }
      try Data().write(to: list)
      let notes = try Manifest(contentsOf: folder).notes
      #expect(notes.contains("testing_list.txt is empty and leaves nothing out"))
    }
  }

  @Test("may have recordings in a format that is not read, or what is no file")
  func faults() throws {
    try withTemporaryFolder(of: ["0/a.m4a": "", "1/b.wav": "", "1/c.wav": ""]) { folder in
      try #require(mkfifo(folder.appending(path: "1/d.wav").path, 0o600) == 0)
      let (manifest, faults) = try Manifest.read(folder)
      #expect(manifest.entries.map(\.text) == ["1", "1"])
      #expect(
        faults == [
          .foreignSound(path: folder.path + "/0/a.m4a"), .notAFile(path: folder.path + "/1/d.wav"),
        ])
    }
  }

  @Test(
    "are none where there are texts or lists of other kinds, or other names",
    arguments: [
      ["yes/a.wav", "no/a.wav", "no/a.srt"],
      ["yes/a.wav", "no/a.wav", "top.wav"],
      ["wav/yes/a.wav", "wav/no/a.wav"], ["yes/a.wav"], ["01/a.wav", "02/b.wav"],
      ["p225/a.wav", "p226/a.wav"], ["train/a.wav", "test/b.wav", "other/c.wav"],
      ["_yes_/a.wav", "_no_/a.wav"],
    ])
  func others(names: [String]) throws {
    let files = names.map { ($0, $0.hasSuffix(".txt") ? "a text\n" : "") }
    try withTemporaryFolder(of: Dictionary(uniqueKeysWithValues: files)) { folder in
      let (manifest, faults) = try Manifest.read(folder)
      #expect(manifest.notes.isEmpty && manifest.entries.isEmpty)
      #expect(faults.contains(.missingText(audioPath: "\(folder.path)/\(names[0])")))
    }
  }

  @Test(
    "are none beside what cannot be among them, which is told",
    arguments: [
      ("top.wav", "/top.wav is in none of them"),
      ("yes/b/c.wav", "/yes/b/c.wav is in none of them"),
      ("no3/a.wav", "“no3” is not"), ("a.txt", "/a.txt may be a recording's text"),
      ("yes/notes.txt", "/yes/notes.txt may be a recording's text"),
    ])
  func obstacles(name: String, reason: String) throws {
    let words = (1...9).flatMap { ["yes/\($0)a.wav", "no/\($0)a.wav"] } + ["no/a.wav"]
    let files = Dictionary(uniqueKeysWithValues: words.map { ($0, "") } + [(name, "a text\n")])
    try withTemporaryFolder(of: files) { folder in
      let (manifest, faults) = try Manifest.read(folder)
      #expect(manifest.entries.isEmpty && faults.count >= words.count)
      let place = reason.hasPrefix("/") ? folder.path + reason : reason
      #expect(
        manifest.notes == ["its folders are named like words, but are no texts, since \(place)"])
    }
  }

  @Test("are none where a recording has a text, beside it or in a folder of its own")
  func texts() throws {
    for text in ["no/a.txt", "say/a.txt"] {
      try withTemporaryFolder(of: ["yes/b.wav": "", "no/a.wav": "", text: "a text\n"]) { folder in
        let (manifest, faults) = try Manifest.read(folder)
        #expect(manifest.notes.isEmpty && manifest.entries.map(\.text) == ["a text"])
        #expect(faults == [.missingText(audioPath: "\(folder.path)/yes/b.wav")])
      }
    }
  }
}
