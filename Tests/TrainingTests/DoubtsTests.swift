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
            samples: [Float](repeating: Float(index + 1) / 100, count: 8000), sampleRate: 8000),
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
        let silence = [Float](repeating: Float(level), count: seconds * 8000)
        try Data(waveFile(channels: [silence], sampleRate: 8000)).write(
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
