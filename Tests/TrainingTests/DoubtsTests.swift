import AudioFrontEnd
import CTC
import Foundation
import Interchange
import TestSupport
import Testing
import Training

@Suite("Doubts about a data set")
struct DoubtsTests {
  @Test("one text of ten or more recordings is told of once, by the first")
  func oneText() throws {
    var configuration = TrainingConfiguration()
    configuration.features.sampleRate = 8000
    let alphabet = try Alphabet(symbols: ["<blank>", "a", "b"], null: 0)
    func doubts(_ texts: [String]) throws -> [String] {
      let recordings = texts.enumerated().map { index, text in
        Recording(
          clip: AudioClip(
            samples: (0..<8000).map { Float(index + 1) / ($0 % 2 == 0 ? 100 : 200) },
            sampleRate: 8000),
          text: text)
      }
      return try DataSet(recordings, alphabet: alphabet, configuration: configuration).doubts.map(
        \.description)
    }
    let same = try doubts([String](repeating: "ab", count: 10))
    #expect(same.count == 1)
    #expect(
      same.first?.hasPrefix("/memory:1: the text is “ab”, and that of all 10 recordings; ") == true)
    #expect(try doubts([String](repeating: "ab", count: 9)) == [])
    #expect(try doubts([String](repeating: "ab", count: 9) + ["ba"]) == [])
  }

  @Test("a recording of silence with a text is a fault, without one it is none")
  func silence() throws {
    var configuration = TrainingConfiguration()
    configuration.features.sampleRate = 8000
    let alphabet = try Alphabet(symbols: ["<blank>", "a", "b"], null: 0)
    func recording(_ text: String, _ level: Float, last: Float? = nil) -> Recording {
      Recording(
        clip: AudioClip(
          samples: [Float](repeating: level, count: 7999) + [last ?? level], sampleRate: 8000),
        text: text)
    }
    let set = try DataSet(
      [
        recording("ab", 0), recording("", 0), recording("ab", 0.25),
        recording("ab", 0, last: 0x1p-15),
      ], alphabet: alphabet, configuration: configuration)
    #expect(set.utterances.map(\.entry.location) == ["/memory:2", "/memory:4"])
    try #require(set.faults.count == 2)
    #expect(
      set.faults[0].description.hasPrefix(
        "/memory:1: /memory/1: every sample is 0.0, in which nothing can be heard of “ab”; "))
    #expect(set.faults[1].description.hasPrefix("/memory:3: /memory/3: every sample is 0.25, "))
  }

  @Test("a stated length is compared with that of the file, unless a part of it is meant")
  func misstatedDurations() throws {
    try withTemporaryFolder { folder in
      let tone = (0..<16000).map { $0 % 2 == 0 ? Float(0.1) : 0 }
      let sound = folder.appending(path: "a.wav")
      try waveFile(channels: [tone], sampleRate: 8000).write(to: sound)
      func entry(_ line: Int, _ duration: Double?, offset: Double? = nil) -> ManifestEntry {
        ManifestEntry(
          audioPath: sound, duration: duration, offset: offset, text: "ab", line: line)
      }
      let entries = [
        entry(1, nil), entry(2, 2), entry(3, 1.85), entry(4, 2.2), entry(5, 1.7), entry(6, 40),
        entry(7, 0.5, offset: 0),
      ]
      var configuration = TrainingConfiguration()
      configuration.features.sampleRate = 8000
      let set = try DataSet(
        Manifest(entries: entries), alphabet: Alphabet(symbols: ["<blank>", "a", "b"], null: 0),
        configuration: configuration)
      #expect(set.faults.isEmpty)
      #expect(set.misstatedDurations.map(\.entry.line) == [5, 6])
    }
  }

  @Test("parts that overlap, long recordings and hasty texts are named where they are listed")
  func doubts() throws {
    try withTemporaryFolder(of: [
      "a.srt": """
      1
      00:00,0 --> 00:03,0
      ab

      2
      00:02,8 --> 00:05,0
      ba

      3
      00:04,0 --> 00:06,0
      a

      4
      00:07,0 --> 00:07,5
      \(String(repeating: "ab", count: 10))

      """, "b.txt": "ab", "b.vtt": "", "c.txt": "ba",
    ]) { folder in
      for (name, seconds, level) in [("a.wav", 8, 0.01), ("b.wav", 61, 0.01), ("c.wav", 61, 0.02)] {
        let tone = (0..<seconds * 8000).map { $0 % 2 == 0 ? Float(level) : 0 }
        try Data(waveFile(channels: [tone], sampleRate: 8000)).write(
          to: folder.appending(path: name))
      }
      var configuration = TrainingConfiguration()
      configuration.features.sampleRate = 8000
      let alphabet = try Alphabet(symbols: ["<blank>", "a", "b"], null: 0)
      let set = try DataSet(
        Manifest(contentsOf: folder), alphabet: alphabet, configuration: configuration)
      #expect(set.faults.isEmpty)
      let path = folder.path
      let doubts = set.doubts.map(\.description)
      try #require(doubts.count == 4, "\(doubts)")
      #expect(
        doubts[0].hasPrefix("\(path)/a.srt:10: begins 1.0 s before that of \(path)/a.srt:6 ends"))
      #expect(doubts[1].hasPrefix("\(path)/a.srt:14: has 40 symbols a second"))
      #expect(doubts[2].hasPrefix("\(path)/b.txt:1: lasts 61 s"))
      #expect(doubts[2].contains("\(path)/b.vtt has times, and counts if the text is removed"))
      #expect(doubts[3].hasPrefix("\(path)/c.txt:1: lasts 61 s"))
    }
  }
}
