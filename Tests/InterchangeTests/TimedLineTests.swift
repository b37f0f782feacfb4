import Foundation
import Interchange
import TestSupport
import Testing

@Suite("Subtitles and TextGrids beside recordings")
struct TimedLineTests {
  private func parts(_ name: String, _ text: String) throws -> [ManifestEntry] {
    try withTemporaryFolder(of: ["talk.wav": "", name: text]) {
      try Manifest(contentsOf: $0).entries
    }
  }

  @Test("cues of SubRip are parts of the recording, however their lines are parted")
  func subRip() throws {
    let entries = try parts(
      "talk.en.SRT",
      "\u{feff}1\r\n00:00:01,500 --> 00:00:04,000 X1:40 X2:600\r\nGood\r\n<i>evening</i>.\r\n\r\n"
        + "2\r\n1:00:05.25 --> 1:00:06\r\n\r\n{\\an8}42\r\n3\r\n01:00:07,0 --> 01:00:08,0\r\n(coughs)\r\n"
        + "\r\n4\r\n01:00:09,0 --> 01:00:10,0\r\n7\r\n")
    #expect(entries.map(\.text) == ["Good evening.", "42", "7"])
    #expect(entries.map(\.offset) == [1.5, 3605.25, 3609])
    #expect(entries.map(\.duration) == [2.5, 0.75, 1])
    #expect(entries.map(\.line) == [2, 7, 15])
    #expect(entries.allSatisfy { $0.audioPath.lastPathComponent == "talk.wav" })
  }

  @Test("cues of WebVTT are read without notes, styles, names of cues and settings")
  func webVTT() throws {
    let entries = try parts(
      "talk.vtt",
      "WEBVTT - a talk\nKind: captions\n\nSTYLE\n::cue { color: red }\n\nNOTE by\nme\n\n"
        + "intro\n00:01.500 --> 00:02.000 align:start position:0%\n"
        + "<v.loud Ann Lee>Salt &amp; &lt;sugar&gt;</v>\nor <c.yellow>honey</c>?\n\nNOTE end\n")
    #expect(entries.map(\.text) == ["Salt & <sugar> or honey?"])
    #expect(entries.map(\.offset) == [1.5] && entries.map(\.line) == [11])
  }

  @Test("the voice of a cue is the speaker, unless there are several")
  func voices() throws {
    let cues = [
      "<v Ann Lee>Hello", "<v.loud.far  O&#39;Hara>Hi</v>\n<v O'Hara>you</v>",
      "<v Ann Lee>We</v> <v Bob>too</v>", "<video>So", "<v>Well",
    ].enumerated().map { "00:0\($0).0 --> 00:0\($0).9\n\($1)\n\n" }
    let entries = try parts("talk.vtt", "WEBVTT\n\n" + cues.joined())
    #expect(entries.map(\.text) == ["Hello", "Hi you", "We too", "So", "Well"])
    #expect(entries.map(\.speaker) == ["Ann Lee", "O'Hara", nil, nil, nil])
  }

  @Test("captions that roll up say each line once")
  func rolling() throws {
    let entries = try parts(
      "talk.vtt",
      """
      WEBVTT

      00:00:00.000 --> 00:00:02.000
       \nso<00:00:00.500><c> today</c>

      00:00:02.000 --> 00:00:02.010
      so today
      \u{20}

      00:00:02.010 --> 00:00:04.000
      so today
      we<00:00:02.500><c> look</c>

      00:00:05.000 --> 00:00:06.000
      we look

      """)
    #expect(entries.map(\.text) == ["so today", "we look", "we look"])
    #expect(entries.map(\.offset) == [0, 2.01, 5])
  }

  @Test(
    "what is not said is left out of a cue",
    arguments: [
      ("[music]", nil), ("♪ la la ♪", nil), ("(laughs) Yes", "Yes"), ("...", nil),
      ("- Who?\n- You.", "Who? You."), (">> ANNA LEE: Hello.", "Hello."), ("-5 or 6", "-5 or 6"),
      ("[SPEAKER_01]: hi", "hi"), ("HE SAID: GO", "HE SAID: GO"), ("Note: this", "Note: this"),
      (
        "&quot;caf&#233;&quot; &#x26; &amp;lt; &nosuch; &#1114112;",
        "\"café\" & &lt; &nosuch; &#1114112;"
      ),
      ("{\\an8}{\\i1}<font color=\"#fff\"><b>bold</b></font>", "bold"),
      ("1 < 2 > 0 [open", "1 < 2 > 0 [open"), ("（笑）はい", "はい"), ("well (he\ncoughs) no", "well no"),
    ] as [(String, String?)])
  func unspoken(cue: String, text: String?) throws {
    let head = "00:00:00,000 --> 00:00:01,000\n"
    let entries = try parts("talk.srt", head + "one\n\n" + head + cue + "\n")
    #expect(entries.dropFirst().map(\.text) == [text].compactMap(\.self))
  }

  @Test("times that are none are named with file and line, and so is a file without a text")
  func faults() throws {
    try withTemporaryFolder(of: [
      "a.wav": "", "b.wav": "", "c.wav": "", "d.mp4": "", "b.srt": "WEBVTT\n\n", "d.srt": "",
      "e.srt": "",
      "a.vtt": "00:01 -> 2\n00:01.0 --> 00:0x.0\na\n\n00:02.0 --> 00:02.0\nb\n",
      "c.de.srt": "", "c.en.srt": "",
    ]) { folder in
      let path = folder.path
      let faults = try Manifest.read(folder).faults.map(\.description)
      try #require(faults.count == 7)
      let reasons = [
        "/a.vtt:2: the line has no times such as 00:01:02,500 --> 00:01:04,000",
        "/a.vtt:5: the line names no part of the recording; it ends where it begins, or before",
        "/b.srt has no text with a beginning and an end",
        "/c.de.srt and \(path)/c.en.srt belong to one recording", "/c.de.srt has no text",
        "/d.mp4 is in a format that is not read", "/e.srt has no recording of the same name",
      ]
      for (fault, reason) in zip(faults, reasons) { #expect(fault.hasPrefix(path + reason)) }
      let part = #expect(throws: ManifestError.self) {
        try Manifest(contentsOf: folder.appending(path: "b.srt"))
      }
      #expect(part == .part(path: path + "/b.srt", folder: path))
    }
  }

  @Test("a text without times counts first, then a TextGrid, then SubRip")
  func several() throws {
    let cue = "00:00.0 --> 00:01.0\n"
    var files = [
      "a.wav": "", "a.txt": "text", "a.srt": cue + "srt", "a.vtt": "WEBVTT\n\n" + cue + "vtt",
    ]
    files["a.TextGrid"] = textGrid(
      [("text", [TimedText(text: "grid", start: 0, end: 1, confidence: 1)])], duration: 1)
    for name in ["txt", "TextGrid", "srt", "vtt"] {
      try withTemporaryFolder(of: files) { folder in
        let text = name == "txt" ? "text" : name == "TextGrid" ? "grid" : name
        let entries = try Manifest(contentsOf: folder).entries
        #expect(entries.map(\.text) == [text])
      }
      files["a." + name] = nil
    }
  }
}
