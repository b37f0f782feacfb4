import Foundation
import Interchange
import TestSupport
import Testing

@Suite("Tables and lists of data sets")
struct TableLayoutTests {
  @Test("LJSpeech's folder, and its list: what is said is behind the last bar")
  func speech() throws {
    try withTemporaryFolder(of: [
      "metadata.csv": "\u{feff}LJ1|No. 1, \"so|Number  one\r\n\r\nLJ2.flac|Two|two\r\n",
      "train.txt": "wavs/LJ1.wav|path, one\nc|two\n", "c.ogg": "",
      "wavs/LJ1.wav": "", "wavs/LJ1.txt": "not this", "wavs/LJ2.flac": "",
    ]) { folder in
      let entries = try Manifest(contentsOf: folder).entries
      #expect(
        try Manifest(contentsOf: folder.appending(path: "metadata.csv")).entries == entries)
      #expect(entries.map(\.text) == ["Number one", "two"])
      #expect(entries.map(\.audioPath.lastPathComponent) == ["LJ1.wav", "LJ2.flac"])
      #expect(entries.map(\.line) == [1, 3])
      let others = try Manifest(contentsOf: folder.appending(path: "train.txt")).entries
      #expect(others.map(\.text) == ["path, one", "two"])
      #expect(others.map(\.audioPath.lastPathComponent) == ["LJ1.wav", "c.ogg"])
    }
  }

  @Test("what is wrong in LJSpeech's list is named with file and line")
  func speechFaults() throws {
    try withTemporaryFolder(of: [
      "metadata.csv": "a|yes\nb|no\na|\na\na|b|c\n", "wav/a.wav": "",
    ]) { folder in
      let (manifest, faults) = try Manifest.read(folder)
      #expect(manifest.entries.map(\.text) == ["yes"])
      let path = folder.path + "/metadata.csv"
      #expect(
        faults.map(\.description) == [
          "\(path):2: the line names “b”, of which there is no sound file in wavs",
          "\(path):3: the line has no text after the last |",
          "\(path):4: the line has no |, others 1",
          "\(path):5: the line has 2 of |, others 1",
        ])
    }
  }

  @Test(
    "a table is parted by what parts the names of its columns",
    arguments: [
      "File;Text\r\na.wav;one, two\r\n", "file, text\na.wav,\"one, two\"\n",
      "text\tfile\none, two\ta.wav\n", "\naudio_file|text|speaker_name\na.wav|one, two|eva\n",
    ])
  func delimiters(table: String) throws {
    try withTemporaryFolder(of: ["a.csv": "\u{feff}" + table]) { folder in
      let entries = try Manifest(contentsOf: folder.appending(path: "a.csv")).entries
      #expect(entries.map(\.text) == ["one, two"])
      #expect(entries.map(\.audioPath.path) == [folder.appending(path: "a.wav").path])
    }
  }

  @Test("a folder's metadata.csv counts where no recording has a text beside it")
  func metadata() throws {
    let table = "file_name,transcription\nx/a.wav,one\n"
    try withTemporaryFolder(of: ["metadata.csv": table, "x/a.wav": ""]) { folder in
      #expect(try Manifest(contentsOf: folder).entries.map(\.text) == ["one"])
      try Data("two".utf8).write(to: folder.appending(path: "x/a.txt"))
      #expect(try Manifest(contentsOf: folder).entries.map(\.text) == ["two"])
    }
  }

  @Test("rows of a table may be of parts of files")
  func parts() throws {
    try withTemporaryFolder(of: [
      "a.csv":
        "file,start,end,duration,text\nx.wav,1.5,4,9,a\nx.wav,,,2,b\nx.wav,2,,3,c\nx.wav,2,,,d\n"
        + "x.wav,2,2,,e\nx.wav,0:02,4,,f\nx.wav,-1,4,,g\n",
      "b.csv": "file,start,duration,text\nx.wav,0.5,1.5,a\n",
      "c.csv": "file,start,text\nx.wav,1,a\n",
    ]) { folder in
      let (manifest, faults) = try Manifest.read(folder.appending(path: "a.csv"))
      #expect(manifest.entries.map(\.text) == ["a", "b", "c", "d"])
      #expect(manifest.entries.map(\.offset) == [1.5, nil, 2, 2])
      #expect(manifest.entries.map(\.duration) == [2.5, nil, 3, nil])
      let reason = "the line names no part of its file: a start and a later end in seconds"
      #expect(
        faults.map(\.description) == [6, 7, 8].map { "\(folder.path)/a.csv:\($0): \(reason)" })
      for (name, offset, duration) in [("b", 0.5, 1.5), ("c", nil, nil)]
        as [(String, Double?, Double?)]
      {
        let entry = try Manifest(contentsOf: folder.appending(path: name + ".csv")).entries[0]
        #expect(entry.offset == offset && entry.duration == duration)
      }
    }
  }

  @Test("rows of a table may be of channels of files")
  func channels() throws {
    let table = "file,channel,text\nx.wav,2,a\nx.wav,,b\nx.wav,0,c\nx.wav,A,d\n"
    try withTemporaryFolder(of: ["a.csv": table]) { folder in
      let (manifest, faults) = try Manifest.read(folder.appending(path: "a.csv"))
      #expect(manifest.entries.map(\.channel) == [2, nil, 1])
      #expect(
        faults.map(\.description) == [
          "\(folder.path)/a.csv:4: the line has channel 0, but channels are counted from 1"
        ])
    }
  }

  @Test("lines of JSON may be called as columns are, and so does Hugging Face's folder")
  func metadataLines() throws {
    let lines =
      #"{"file_name": "x/a.wav", "transcription": "one"}"# + "\n"
      + #"{"path": "b.wav", "audio_filepath": "c.wav", "sentence": "no", "text": "two"}"# + "\n"
      + #"{"file_name": "x/a.wav", "transcription": 1}"# + "\n" + #"{"file": "", "text": ""}"#
    try withTemporaryFolder(of: ["metadata.jsonl": lines, "x/a.wav": ""]) { folder in
      let (manifest, faults) = try Manifest.read(folder)
      #expect(manifest.entries.map(\.text) == ["one", "two"])
      #expect(manifest.entries.map(\.audioPath.lastPathComponent) == ["a.wav", "c.wav"])
      let path = folder.path + "/metadata.jsonl"
      #expect(
        faults.map(\.description) == [
          "\(path):3: the line has something other than a string for \"transcription\"",
          "\(path):4: the line has an impossible value for \"file\"",
        ])
    }
  }

  @Test("tables as spreadsheets and Windows write them")
  func spreadsheets() throws {
    let table = "Path\tSentence\r\nin\\a b.wav\tone\r\n\t\r\nc.wav\ttwo\r\n\t\r\n"
    try withTemporaryFolder(of: [
      "in/a b.wav": "", "back\\slash.wav": "", "table.csv": table + "back\\slash.wav\tthree\n",
      "lines.jsonl": #"{"audio_filepath": "in\\a b.wav", "text": "one"}"#,
    ]) { folder in
      try utf16(table, isBigEndian: false).write(to: folder.appending(path: "table.txt"))
      func names(_ file: String, relativeTo other: URL? = nil) throws -> [String] {
        let (manifest, faults) = try Manifest.read(
          folder.appending(path: file), relativeTo: other)
        #expect(faults.isEmpty)
        return manifest.entries.map { String($0.audioPath.path.dropFirst(folder.path.count + 1)) }
      }
      #expect(try names("table.csv") == ["in/a b.wav", "c.wav", "back\\slash.wav"])
      #expect(try names("table.txt") == ["in/a b.wav", "c.wav"])
      #expect(try names("lines.jsonl") == ["in/a b.wav"])
      let base = URL(filePath: folder.path, directoryHint: .isDirectory)
      #expect(try names("lines.jsonl", relativeTo: base) == ["in/a b.wav"])
    }
  }

  @Test("labels beside a recording are parts of it")
  func labels() throws {
    try withTemporaryFolder(of: [
      "a.wav": "", "b.wav": "", "b.txt": "1\t2\t3",
      "a.txt": "0.500000\t2.000000\tzero  one\r\n\\\t100.0\t200.0\r\n2\t3.5\t\n"
        + "4.0\t4.0\tmark\n5.0\tnan\tend\n6.0 7.0 six\n",
      "c.wav": "", "c.txt": "0,250000\t1,000000\tdeux\n",
    ]) { folder in
      let (manifest, faults) = try Manifest.read(folder)
      #expect(manifest.entries.map(\.text) == ["zero one", "", "1 2 3", "deux"])
      #expect(manifest.entries.map(\.offset) == [0.5, 2, nil, 0.25])
      #expect(manifest.entries.map(\.duration) == [1.5, 1.5, nil, 0.75])
      #expect(manifest.entries.map(\.line) == [1, 3, 1, 1])
      let path = folder.path + "/a.txt"
      let reason = "the line labels no part of the recording; it ends where it begins, or before"
      #expect(
        faults.map(\.description) == [
          "\(path):4: \(reason)", "\(path):5: \(reason)",
          "\(path):6: the line is not a start, an end and a text, parted by tabs, as those above",
        ])
    }
  }

  @Test("paths are shown as they were given, and told apart as they are")
  func shownPaths() throws {
    try withTemporaryFolder(of: [
      "d/a.jsonl": #"{"audio_filepath": "a.wav", "text": "a"}"#, "d/b.csv": "path,text\nb.wav,b\n",
      "d/set/c.wav": "", "d/set/c.txt": "c", "d/set/e.wav": "",
    ]) { folder in
      let base = URL(filePath: folder.path, directoryHint: .isDirectory)
      func url(_ path: String) -> URL { URL(filePath: path, relativeTo: base) }
      let files = ["d/a.jsonl", "d/b.csv"]
      let entries = try files.flatMap { try Manifest(contentsOf: url($0)).entries }
      #expect(entries.map(\.audioPath.relativePath) == ["d/a.wav", "d/b.wav"])
      #expect(entries.map(\.location) == ["d/a.jsonl:1", "d/b.csv:2"])
      #expect(entries.map(\.key) == entries.map { "\(folder.path)/\($0.location)" })
      let (pairs, faults) = try Manifest.read(url("d/set"))
      #expect(pairs.entries.map(\.location) == ["d/set/c.txt:1"])
      #expect(faults == [.missingText(audioPath: "d/set/e.wav")])
    }
  }
}
