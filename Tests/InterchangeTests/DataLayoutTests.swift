import Foundation
import Interchange
import TestSupport
import Testing

@Suite("Layouts of data sets")
struct DataLayoutTests {
  @Test("Kaldi's directory: sound, text, speakers, parts of recordings")
  func kaldi() throws {
    try withTemporaryFolder(of: [
      "wav.scp": "r1 a.wav\nr2 /far/b.flac\n", "a.wav": "", "text": "u1 two six\nu2\tone\nu3\n",
      "utt2spk": "u1 eva\nu2 eva\nu3 bob\n", "segments": "u1 r1 0.5 2\nu2 r2 0 1.25\nu3 r1 3 -1\n",
    ]) { folder in
      let entries = try Manifest(contentsOf: folder).entries
      #expect(try Manifest(contentsOf: folder.appending(path: "wav.scp")).entries == entries)
      #expect(entries.map(\.text) == ["two six", "one", ""])
      #expect(entries.map(\.speaker) == ["eva", "eva", "bob"])
      #expect(entries.map(\.offset) == [0.5, 0, 3])
      #expect(entries.map(\.duration) == [1.5, 1.25, nil])
      #expect(entries[0].audioPath.path == folder.appending(path: "a.wav").path)
      #expect(entries[1].audioPath.path == "/far/b.flac")
      #expect(entries[1].location == folder.appending(path: "text").path + ":2")
    }
  }

  @Test(
    "parts of recordings in Kaldi's directory begin and end somewhere",
    arguments: [
      "2 1", "-1 2", "0 inf", "inf -1", "nan 1", "0", "0 1 0 1",
    ])
  func kaldiSegmentFaults(times: String) throws {
    try withTemporaryFolder(of: [
      "wav.scp": "r a.wav\n", "text": "u a\n", "segments": "u r \(times)\n",
    ]) { folder in
      let faults = try Manifest.read(folder).faults.map(\.description)
      #expect(faults.first?.contains("segments:1: the line is not a name, a recording") == true)
    }
  }

  @Test("a channel of Kaldi's segments counts from 0")
  func kaldiChannels() throws {
    try withTemporaryFolder(of: [
      "wav.scp": "r a.wav\n", "text": "u a\nv b\nw c\nx d\n", "a.wav": "",
      "segments": "u r 0 1 0\nv r 0 1 1\nw r 0 1\nx r 0 1 B\n",
    ]) { folder in
      let (manifest, faults) = try Manifest.read(folder)
      #expect(manifest.entries.map(\.channel) == [1, 2, nil])
      #expect(
        faults.map(\.description) == [
          "\(folder.path)/segments:4: the line has no channel behind the end, 0 for the first one"
        ])
    }
  }

  @Test("what is wrong in Kaldi's directory is named with file and line")
  func kaldiFaults() throws {
    try withTemporaryFolder(of: [
      "wav.scp": "u1 sph2pipe a.sph |\nu2\nu3 c.wav\nu3 d.wav\nu4 e.wav\n",
      "text": "u1 a\nu3 b\nu5 c\n",
    ]) { folder in
      let (manifest, faults) = try Manifest.read(folder)
      #expect(manifest.entries.map(\.id) == ["u3"])
      let (wav, text) = (folder.path + "/wav.scp", folder.path + "/text")
      #expect(
        faults.map(\.description) == [
          "\(wav):2: the line has nothing after the name u2",
          "\(wav):4: the line has the name u3 of line 3 again",
          "\(wav):1: the line is a command, which is not run; convert the sound and name a file",
          "\(wav):5: the line has no line u4 in \(text)",
          "\(text):3: the line has no line u5 in \(wav)",
        ])
    }
  }

  @Test("a command in Kaldi's directory is told of once, however many parts its sound has")
  func kaldiCommands() throws {
    try withTemporaryFolder(of: [
      "wav.scp": "r sox a.wav -t wav - |\ns b.wav\n", "text": "u a\nv b\nw c\n",
      "segments": "u r 0 1\nv r 1 2\nw s 0 1\n",
    ]) { folder in
      let (manifest, faults) = try Manifest.read(folder)
      #expect(manifest.entries.map(\.id) == ["w"])
      #expect(faults.map(\.description).count == 1)
      #expect(faults.first?.description.contains("wav.scp:1: the line is a command") == true)
    }
  }

  @Test("LibriSpeech's folders, at any depth")
  func libriSpeech() throws {
    try withTemporaryFolder(of: [
      "84/121/84-121.trans.txt": "84-121-0000 GO  ON\n84-121-0001\n84-121-0002 NO\n",
      "84/121/84-121-0000.flac": "", "84/121/._84-121.trans.txt": "Mac OS X",
      "9/1/9-1.trans.txt": "9-1-0 YES\n", "9/1/9-1-0.wav": "",
    ]) { folder in
      let (manifest, faults) = try Manifest.read(folder)
      #expect(manifest.entries.map(\.text) == ["GO ON", "YES"])
      #expect(manifest.entries.map(\.speaker) == ["84", "9"])
      try FileManager.default.createSymbolicLink(
        at: folder.appending(path: "link"), withDestinationURL: folder.appending(path: "9"))
      let linked = try Manifest(contentsOf: folder.appending(path: "link"))
      #expect(linked.entries.map(\.text) == ["YES"])
      let file = folder.path + "/84/121/84-121.trans.txt"
      #expect(
        faults.map(\.description) == [
          "\(file):2: the line has no text after the name 84-121-0001",
          "\(file):3: the line names 84-121-0002, of which there is no sound file beside it",
        ])
    }
  }

  @Test("texts may stand in a folder of their own, beside that of the sound or in each speaker's")
  func parallelFolders() throws {
    try withTemporaryFolder(of: [
      "wav/anna/1.wav": "", "wav/bob/1.wav": "", "txt/anna/1.txt": "one", "txt/bob/1.txt": "two",
      "cleo/sound/1.wav": "", "cleo/text/1.txt": "three", "model/tokens.txt": "a",
      "cleo/sound/2.wav": "", "cleo/sound/2.txt": "four", "cleo/text/2.txt": "other",
    ]) { folder in
      let entries = try Manifest(contentsOf: folder).entries
      #expect(entries.map(\.text) == ["four", "three", "one", "two"])
      let path = folder.path
      #expect(entries[2].audioPath.path == path + "/wav/anna/1.wav")
      #expect(entries[2].location == path + "/txt/anna/1.txt:1")
    }
  }

  @Test("of texts and sound in folders of their own, one of each belongs to the other")
  func ambiguousParallelFolders() throws {
    try withTemporaryFolder(of: [
      "mp3/1.mp3": "", "wav/1.wav": "", "txt/1.txt": "one", "wav/2.wav": "", "raw/2.txt": "Two",
      "txt/2.txt": "two", "wav/3.wav": "", "raw/deep/3.txt": "three", "txt/4.txt": "four",
    ]) { folder in
      let (manifest, faults) = try Manifest.read(folder)
      let path = folder.path + "/"
      #expect(manifest.entries.map(\.text) == ["one"])
      #expect(
        faults == [
          .ambiguousAudio(first: path + "mp3/1.mp3", second: path + "wav/1.wav"),
          .ambiguousText(first: path + "raw/2.txt", second: path + "txt/2.txt"),
          .missingText(audioPath: path + "wav/3.wav"),
        ])
    }
  }

  @Test("folders elsewhere that links name count, but none twice or without end")
  func linkedFolders() throws {
    try withTemporaryFolder(of: [
      "set/a.wav": "", "set/a.txt": "one", "set/in/b.wav": "", "set/in/b.txt": "two",
      "far/c.wav": "", "far/c.txt": "three", "far/deep/d.wav": "", "far/deep/d.txt": "four",
      "other/e.wav": "", "other/e.txt": "five",
    ]) { folder in
      for (link, target) in [
        ("set/far", "../far"), ("set/again", "in"), ("set/up", ".."), ("set/self", "."),
        ("far/other", "../other"), ("other/back", "../far"), ("set/.hidden", "../other"),
        ("set/gone", "../gone"),
      ] {
        try FileManager.default.createSymbolicLink(
          atPath: folder.appending(path: link).path, withDestinationPath: target)
      }
      let entries = try Manifest(contentsOf: folder.appending(path: "set")).entries
      #expect(entries.map(\.text) == ["one", "three", "four", "five", "two"])
      #expect(entries[1].location == folder.path + "/set/far/c.txt:1")
    }
  }

  @Test("a transcript of LibriSpeech's that is no text does not hide the others, and their faults")
  func libriSpeechEncoding() throws {
    try withTemporaryFolder(of: [
      "1/1.trans.txt": "", "2/2.trans.txt": "2-1 YES\n2-2\n", "2/2-1.flac": "",
    ]) { folder in
      try Data([0xe4]).write(to: folder.appending(path: "1/1.trans.txt"))
      let (manifest, faults) = try Manifest.read(folder)
      #expect(manifest.entries.map(\.text) == ["YES"])
      try #require(faults.count == 2)
      #expect(faults[0].description.contains("1.trans.txt: line 1 is not UTF-8"))
      #expect(faults[1].description.contains("2.trans.txt:2: the line has no text"))
    }
  }

  @Test("a table with quotes, and Common Voice's with clips beside it")
  func tables() throws {
    try withTemporaryFolder(of: [
      "a.csv": "sentence,path,age\r\n\"yes, \"\"you\"\"\nthere\",x.wav,3\r\nno,y.wav,\r\n",
      "b.tsv": "client_id\tpath\tsentence\nc1\tz.mp3\t\"Quote\" at the start\n", "clips/z.mp3": "",
    ]) { folder in
      let table = try Manifest(contentsOf: folder.appending(path: "a.csv")).entries
      #expect(table.map(\.text) == ["yes, \"you\"\nthere", "no"])
      #expect(table.map(\.line) == [2, 4])
      #expect(table[1].audioPath.path == folder.appending(path: "y.wav").path)
      let voice = try Manifest(contentsOf: folder.appending(path: "b.tsv")).entries
      #expect(voice.map(\.text) == ["\"Quote\" at the start"])
      #expect(voice.map(\.speaker) == ["c1"])
      #expect(voice[0].audioPath.path == folder.appending(path: "clips/z.mp3").path)
    }
  }

  @Test("marks and separators of Unicode are letters of a table or list like any others")
  func unicode() throws {
    try withTemporaryFolder(of: [
      "a.csv": "path,text\nx.wav,\u{301}a\u{2028}b\n\"\u{301}y.wav\",\"c\u{85}\r\nd\"\rz.wav,e\r",
      "b.tsv": "path\tsentence\nx.wav\t\"one\u{2028}two\"\n",
      "k/wav.scp": "u x.wav\n", "k/text": "u one\u{2028}two\n",
    ]) { folder in
      let table = try Manifest(contentsOf: folder.appending(path: "a.csv")).entries
      #expect(table.map(\.text) == ["\u{301}a\u{2028}b", "c\u{85}\r\nd", "e"])
      #expect(table.map(\.line) == [2, 3, 5])
      #expect(table[1].audioPath.lastPathComponent == "\u{301}y.wav")
      for name in ["b.tsv", "k"] {
        let entries = try Manifest(contentsOf: folder.appending(path: name)).entries
        #expect(entries.map { $0.text.split(whereSeparator: \.isWhitespace) } == [["one", "two"]])
      }
    }
  }

  @Test("what is wrong in a table is named with file and line")
  func tableFaults() throws {
    try withTemporaryFolder(of: [
      "a.csv": "path,text\nx.wav,a\ny.wav\n,b\nz.wav,\"open\nw.wav,c\n",
      "b.csv": "file,words\n1,2\n",
      "c.csv": "text,words\n1,2\n",
      "d.csv": "path name;sentence, said\n1;2\n",
    ]) { folder in
      let path = folder.path
      let (manifest, faults) = try Manifest.read(folder.appending(path: "a.csv"))
      #expect(manifest.entries.map(\.text) == ["a", "c"])
      #expect(
        faults.map(\.description) == [
          "\(path)/a.csv:3: the line has 1 field, the first line 2",
          "\(path)/a.csv:4: the line names no sound file",
          "\(path)/a.csv:5: the line has a quote that is not closed before a delimiter or the "
            + "line's end",
        ])
      for (name, part) in [
        ("b.csv", "for the text, but “file”, “words”; call it"),
        ("c.csv", "for the sound file, but “text”, “words”; call it"),
        ("d.csv", "for the sound file, but “path name”, “sentence, said”; call it"),
      ] {
        let error = #expect(throws: ManifestError.self) {
          try Manifest(contentsOf: folder.appending(path: name))
        }
        #expect(error?.description.contains("\(name):1: the line names no column \(part)") == true)
      }
    }
  }

  @Test("lines of parts of files, and lines without a text where none is needed")
  func lines() throws {
    try withTemporaryFolder(of: [
      "a.jsonl": #"{"audio_filepath": "x.wav", "offset": 1.5, "duration": 2, "text": "a"}"#,
      "b.jsonl": #"{"audio_filepath": "x.wav"}"#,
      "c.jsonl": #"{"audio_filepath": "x.wav", "offset": -1, "text": "a"}"#,
    ]) { folder in
      let entry = try #require(
        Manifest(contentsOf: folder.appending(path: "a.jsonl")).entries.first)
      #expect(entry.offset == 1.5 && entry.duration == 2)
      let bare = try Manifest.read(folder.appending(path: "b.jsonl"), textIsOptional: true)
      #expect(bare.faults.isEmpty && bare.manifest.entries.map(\.text) == [""])
      #expect(throws: ManifestError.self) {
        try Manifest(contentsOf: folder.appending(path: "c.jsonl"))
      }
      try Manifest(entries: [entry]).write(to: folder.appending(path: "d.jsonl"))
      #expect(
        try Manifest(contentsOf: folder.appending(path: "d.jsonl")).entries[0].offset == 1.5)
    }
  }
}
