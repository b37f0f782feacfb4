import Foundation
import Interchange
import TestSupport
import Testing

@Suite("Manifests")
struct ManifestTests {
  @Test("lines give recordings, relative to the manifest's folder, numbered as in an editor")
  func lines() throws {
    let text = """
      \u{feff}{"audio_filepath": "a/x.wav", "duration": 1.5, "text": "ja & 好", "speaker": "eva"}\r
      \r
      {"text": "no", "audio_filepath": "/data/y.flac", "speaker": 17, "id": "y-1", "other": [1]}\r

      """
    try withManifest(text) { url in
      let folder = url.deletingLastPathComponent()
      let manifest = try Manifest(contentsOf: url)
      #expect(
        manifest.entries == [
          ManifestEntry(
            audioPath: folder.appending(path: "a/x.wav"), duration: 1.5, text: "ja & 好",
            speaker: "eva", source: url, line: 1),
          ManifestEntry(
            audioPath: URL(filePath: "/data/y.flac"), text: "no", speaker: "17", id: "y-1",
            source: url, line: 3),
        ])
      #expect(manifest.entries.map(\.location) == ["\(url.path):1", "\(url.path):3"])
    }
  }

  @Test(
    "a broken line is named with file, line and reason",
    arguments: [
      (#"{"text": "a"}"#, #"lacks "audio_filepath""#),
      (#"{"audio_filepath": "x.wav"}"#, #"lacks "text""#),
      (
        #"{"audio_filepath": "x.wav", "text": 5}"#, #"has something other than a string for "text""#
      ),
      (#"{"audio_filepath": "x.wav", "text": null}"#, #"has null for "text""#),
      (#"{"audio_filepath": "", "text": "a"}"#, #"has an impossible value for "audio_filepath""#),
      (
        #"{"audio_filepath": "x", "text": "a", "duration": -1}"#,
        #"has an impossible value for "duration""#
      ),
      (#"{"audio_filepath": "x.wav", "text": "a""#, "is not JSON"),
      ("x.wav\tyes", "is not JSON"),
      ("[]", "is not a JSON object"), ("null", "is not a JSON object"),
    ])
  func brokenLine(line: String, reason: String) throws {
    let text = #"{"audio_filepath": "x.wav", "text": "a"}"# + "\n\n" + line + "\n"
    try withManifest(text) { url in
      let error = #expect(throws: ManifestError.self) { try Manifest(contentsOf: url) }
      #expect(error?.description == "\(url.path):3: the line \(reason)")
    }
  }

  @Test("reading for a check collects every fault and keeps the sound lines")
  func collectsFaults() throws {
    let good = #"{"audio_filepath": "x.wav", "text": "a"}"#
    try withManifest("{}\n\(good)\n{\n") { url in
      let (manifest, faults) = try Manifest.read(url)
      #expect(manifest.entries.map(\.line) == [2])
      #expect(
        faults == [
          .invalidLine(path: url.path, line: 1, reason: #"lacks "audio_filepath""#),
          .invalidLine(path: url.path, line: 3, reason: "is not JSON"),
        ])
    }
  }

  @Test(
    "a list in UTF-16 is read, one in another encoding than it and UTF-8 is an error that says so")
  func encodings() throws {
    try withTemporaryFolder { folder in
      let url = folder.appending(path: "m.jsonl")
      try utf16(#"{"audio_filepath": "ä.wav", "text": "好"}"#, isBigEndian: false).write(to: url)
      #expect(try Manifest(contentsOf: url).entries.map(\.text) == ["好"])
      try Data([0x7b, 0xe4, 0x7d]).write(to: url)
      #expect {
        try Manifest(contentsOf: url)
      } throws: { "\($0)".hasPrefix("cannot read \(url.path): line 1 is not UTF-8; ") }
    }
  }

  @Test("a sound file in the place of a list is said to be one, if it is there")
  func soundFile() throws {
    try withTemporaryFolder { folder in
      let url = folder.appending(path: "a.WAV")
      #expect {
        try Manifest(contentsOf: url)
      } throws: { "\($0)".contains("No such file") }
      try Data("RIFF".utf8).write(to: url)
      #expect(throws: ManifestError.soundFile(path: url.path)) { try Manifest(contentsOf: url) }
    }
  }

  @Test("a JSON array is told to be one")
  func array() throws {
    try withManifest("\n[\n {\"audio_filepath\": \"a.wav\", \"text\": \"a\"}\n]\n") { url in
      let error = #expect(throws: ManifestError.self) { try Manifest.read(url) }
      #expect(
        error?.description.hasPrefix("\(url.path):2: the line begins a JSON array; write") == true)
    }
  }

  @Test("a channel is a number from 1 on, or A or B; other names say nothing of the sound")
  func channels() throws {
    let values = ["2", "\"1\"", "\"A\"", "\"B\"", "null", "\"radio\"", "0", "\"-1\"", "[1]"]
    let lines = values.map { #"{"audio_filepath": "x.wav", "text": "a", "channel": \#($0)}"# }
    try withManifest(lines.joined(separator: "\n")) { url in
      let (manifest, faults) = try Manifest.read(url)
      #expect(manifest.entries.map(\.channel) == [2, 1, 1, 2, nil, nil])
      #expect(
        faults.map(\.description) == [
          "\(url.path):7: the line has channel 0, but channels are counted from 1",
          "\(url.path):8: the line has channel -1, but channels are counted from 1",
          "\(url.path):9: the line has something other than a string for \"channel\"",
        ])
    }
  }

  @Test("a list without recordings and a list that is not there are errors")
  func nothing() throws {
    try withManifest("\n \n") { url in
      #expect(throws: ManifestError.empty(path: url.path)) { try Manifest(contentsOf: url) }
      let missing = url.deletingLastPathComponent().appending(path: "none.jsonl")
      let error = #expect(throws: ManifestError.self) { try Manifest(contentsOf: missing) }
      #expect(error?.description == "cannot read \(missing.path): No such file or directory")
    }
  }

  @Test("a manifest that is written names files below its folder relatively and reads the same")
  func roundTrip() throws {
    try withTemporaryFolder { folder in
      let url = folder.appending(path: "m.jsonl")
      let manifest = Manifest(entries: [
        ManifestEntry(
          audioPath: folder.appending(path: "a/x y.wav"), duration: 0.1, text: "\"a\"\\b\tc",
          speaker: "s", source: url, line: 1),
        ManifestEntry(
          audioPath: URL(filePath: "/data/y.wav"), channel: 2, text: "", source: url, line: 2),
      ])
      try manifest.write(to: url)
      let expected =
        #"{"audio_filepath": "a/x y.wav", "duration": 0.1, "#
        + #""text": "\"a\"\\b\tc", "speaker": "s"}"# + "\n"
        + #"{"audio_filepath": "/data/y.wav", "channel": 2, "text": ""}"# + "\n"
      #expect(try String(contentsOf: url, encoding: .utf8) == expected)
      #expect(try Manifest(contentsOf: url) == manifest)
    }
  }

  @Test(
    "times that JSON has no numbers for are not written", arguments: [Double.nan, .infinity, -1])
  func impossibleTimes(time: Double) throws {
    try withTemporaryFolder { folder in
      let url = folder.appending(path: "m.jsonl")
      let sound = folder.appending(path: "a.wav")
      for entry in [
        ManifestEntry(audioPath: sound, duration: time, text: "a"),
        ManifestEntry(audioPath: sound, duration: 1, offset: time, text: "a"),
      ] {
        #expect {
          try Manifest(entries: [entry]).write(to: url)
        } throws: {
          "\($0)".contains("a.wav has a duration or an offset of \(time)")
        }
        #expect(!FileManager.default.fileExists(atPath: url.path))
      }
    }
  }

  @Test("a file none of whose lines is an object is told what it could be")
  func noList() throws {
    try withManifest("a.wav\tyes\nb.wav\tno\n") { url in
      #expect(throws: ManifestError.empty(path: url.path)) { try Manifest.read(url) }
    }
  }

  private func withManifest(_ text: String, _ body: (URL) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let url = folder.appending(path: "m.jsonl")
      try Data(text.utf8).write(to: url)
      try body(url)
    }
  }
}

@Suite("Folders of recordings and texts")
struct ManifestFolderTests {
  @Test("pairs are sorted by name; their text is one line; other files are ignored")
  func pairs() throws {
    let files = [
      "b.wav": "", "b.txt": "zwei\r\n drei \n", "a.FLAC": "", "a.txt": "\u{feff}eins",
      "notes.md": "", ".hidden.wav": "", "README.txt": "a", "License.TXT": "b",
    ]
    try withTemporaryFolder(of: files) { folder in
      let manifest = try Manifest(contentsOf: folder)
      #expect(manifest.entries.map(\.audioPath.lastPathComponent) == ["a.FLAC", "b.wav"])
      #expect(manifest.entries.map(\.text) == ["eins", "zwei drei"])
      #expect(manifest.entries.map(\.source.lastPathComponent) == ["a.txt", "b.txt"])
    }
  }

  @Test("sound files have any of the usual endings", arguments: ["aif", "au", "caf", "W64", "oga"])
  func endings(ending: String) throws {
    try withTemporaryFolder(of: ["a.\(ending)": "", "a.txt": "yes"]) { folder in
      let manifest = try Manifest(contentsOf: folder)
      #expect(manifest.entries.map(\.text) == ["yes"])
    }
  }

  @Test("a recording may have a document's name")
  func recordingNamedLikeADocument() throws {
    try withTemporaryFolder(of: ["readme.wav": "", "readme.txt": "read me"]) { folder in
      let manifest = try Manifest(contentsOf: folder)
      #expect(manifest.entries.map(\.text) == ["read me"])
    }
  }

  @Test("files without a partner, and with two, are named")
  func withoutPartner() throws {
    let files = ["a.wav": "", "b.txt": "x", "c.wav": "", "c.ogg": "", "c.txt": "y"]
    try withTemporaryFolder(of: files) { folder in
      let (manifest, faults) = try Manifest.read(folder)
      func path(_ name: String) -> String { folder.appending(path: name).path }
      #expect(manifest.entries.isEmpty)
      #expect(
        faults == [
          .missingText(audioPath: path("a.wav")), .missingAudio(textPath: path("b.txt")),
          .ambiguousAudio(first: path("c.ogg"), second: path("c.wav")),
        ])
      #expect(throws: ManifestError.missingText(audioPath: path("a.wav"))) {
        try Manifest(contentsOf: folder)
      }
    }
  }

  @Test("a pipe with the name of a recording or a text is named, and not waited for")
  func pipes() throws {
    let files = [
      "a.txt": "x", "b.wav": "", "c.wav": "", "c.txt": "y",
      "libri/1-2.trans.txt": "1-2-0 YES\n1-2-1 NO\n", "libri/1-2-1.flac": "",
      "lj/metadata.csv": "LJ1|yes|yes\n", "lj/wavs/LJ2.wav": "",
    ]
    try withTemporaryFolder(of: files) { folder in
      func path(_ name: String) -> String { folder.appending(path: name).path }
      func faults(_ url: URL) throws -> [String] {
        try Manifest.read(url).faults.map(\.description)
      }
      let pipes = [
        "a.wav", "b.srt", "d.wav", "notes", "libri/1-2-0.flac", "libri/3.trans.txt",
        "lj/wavs/LJ1.wav",
      ]
      for name in pipes { try #require(mkfifo(path(name), 0o600) == 0) }
      let isNoFile = "is a pipe or a device, not a file; rename or remove it"
      #expect(
        try faults(folder.appending(path: "libri")) == ["\(path("libri/1-2-0.flac")) \(isNoFile)"])
      #expect(
        try faults(folder.appending(path: "lj")) == [
          "\(path("lj/metadata.csv")):1: the line names “LJ1”, of which there is no sound file in wavs"
        ])
      for name in ["libri", "lj"] {
        try FileManager.default.removeItem(at: folder.appending(path: name))
      }
      let (manifest, found) = try Manifest.read(folder)
      #expect(manifest.entries.map(\.text) == ["y"])
      #expect(
        Set(found.map(\.description)) == [
          "\(path("a.wav")) \(isNoFile)", "\(path("b.srt")) \(isNoFile)",
          ManifestError.missingText(audioPath: path("d.wav")).description,
        ])
    }
  }

  @Test("pairs in folders of the folder count too; texts of a folder without sound do not")
  func foldersInside() throws {
    let files = [
      "a.wav": "", "a.txt": "one", "anna/a.wav": "", "anna/a.txt": "two", "anna/b.wav": "",
      "anna/more/b.wav": "", "anna/more/b.txt": "three", "model/tokens.txt": "x",
      ".trash/a.wav": "", "anna/.b.txt": "",
    ]
    try withTemporaryFolder(of: files) { folder in
      let (manifest, faults) = try Manifest.read(folder)
      #expect(manifest.entries.map(\.text) == ["one", "two", "three"])
      #expect(faults == [.missingText(audioPath: folder.appending(path: "anna/b.wav").path)])
    }
  }

  @Test("a folder with lists of recordings names them, and is none itself")
  func folderOfLists() throws {
    _ = try withTemporaryFolder(of: ["train.tsv": "", "dev.TSV": "", "clips/a.wav": ""]) { folder in
      #expect(throws: ManifestError.lists(path: folder.path, names: ["dev.TSV", "train.tsv"])) {
        try Manifest(contentsOf: folder)
      }
    }
  }

  @Test("sound in a format that is not read is told to be, if it has a text")
  func foreignSound() throws {
    let files = ["a.M4A": "", "a.txt": "yes", "b.mp4": "", "b.wav": "", "b.txt": "no", "c.aac": ""]
    try withTemporaryFolder(of: files) { folder in
      let (manifest, faults) = try Manifest.read(folder)
      #expect(manifest.entries.map(\.text) == ["no"])
      #expect(faults == [.foreignSound(path: folder.appending(path: "a.M4A").path)])
      let sound = folder.appending(path: "c.aac")
      #expect(throws: ManifestError.soundFile(path: sound.path)) { try Manifest.read(sound) }
    }
  }

  @Test("a file of a folder that makes a data set with others sends to the folder")
  func partOfFolder() throws {
    let files = [
      "a.WAV": "", "a.txt": "yes", "kaldi/wav.scp": "u a.wav\n", "kaldi/text": "u yes\n",
    ]
    try withTemporaryFolder(of: files) { folder in
      for name in ["a.txt", "kaldi/text"] {
        let url = folder.appending(path: name)
        let place = url.deletingLastPathComponent().path
        #expect(throws: ManifestError.part(path: url.path, folder: place)) {
          try Manifest.read(url)
        }
      }
    }
  }

  @Test("a folder that may not be read is a fault among others", .enabled(if: getuid() != 0))
  func unreadableFolder() throws {
    try withTemporaryFolder(of: ["a.wav": "", "a.txt": "yes", "b/b.wav": ""]) { folder in
      let closed = folder.appending(path: "b")
      func permit(_ mode: Int) throws {
        try FileManager.default.setAttributes(
          [.posixPermissions: mode], ofItemAtPath: closed.path)
      }
      try permit(0)
      defer { try? permit(0o700) }
      let (manifest, faults) = try Manifest.read(folder)
      #expect(manifest.entries.map(\.text) == ["yes"])
      #expect(faults == [.file(.unreadable(path: closed.path, reason: "Permission denied"))])
    }
  }

  @Test("a folder without recordings is an error")
  func empty() throws {
    _ = try withTemporaryFolder(of: ["README.md": ""]) { folder in
      #expect(throws: ManifestError.empty(path: folder.path)) { try Manifest(contentsOf: folder) }
    }
  }
}
