import Foundation
import Interchange
import TestSupport
import Testing

@testable import Training

@Suite("Losses of single utterances")
struct UtteranceLossesTests {
  private func entry(
    _ sound: String, _ text: String, line: Int, offset: Double? = nil, duration: Double? = nil,
    channel: Int? = nil
  ) -> ManifestEntry {
    ManifestEntry(
      audioPath: URL(filePath: sound), channel: channel, duration: duration, offset: offset,
      text: text, source: URL(filePath: "/list.jsonl"), line: line)
  }

  @Test("they are found again by sound and text, wherever these are listed by then")
  func places() throws {
    try withTemporaryFolder { folder in
      let listed = [
        entry("/a.wav", "one", line: 1), entry("/b.wav", "one", line: 2),
        entry("/c.wav", "one", line: 3, offset: 0, duration: 1.5),
        entry("/c.wav", "one", line: 4, offset: 1.5, duration: 1.5),
        entry("/c.wav", "one", line: 5, channel: 2),
      ]
      let file = UtteranceLossFile(in: folder)
      try file.write(
        listed.enumerated().map { RankedUtterance(entry: $1, excessLoss: Double($0)) })
      let known = try file.read()
      #expect(known.count == listed.count)
      for (index, moved) in listed.dropFirst().enumerated() {
        var moved = moved
        moved.line -= 1
        #expect(known[UtteranceLossFile.key(moved)] == Double(index + 1))
      }
      for unknown in [
        entry("/a.wav", "two", line: 1), entry("/d.wav", "one", line: 1),
        entry("/c.wav", "one", line: 3, offset: 0, duration: 2),
      ] {
        #expect(known[UtteranceLossFile.key(unknown)] == nil)
      }
    }
  }

  @Test("texts may be wrong whose loss stands out; without one, or where nothing is learned, none")
  func outliers() {
    func suspects(_ losses: [Double], characterErrorRate: Double?) -> [Double] {
      TrainingResult(
        wordErrorRate: 1, characterErrorRate: characterErrorRate, epochs: 1, steps: 1,
        isFinished: true,
        rankedUtterances: losses.enumerated().map {
          RankedUtterance(entry: entry("/a.wav", "one", line: $0), excessLoss: $1)
        }
      ).suspectUtterances.map(\.excessLoss)
    }
    let losses = [3, 1.6, 1.4, 0.5, 0.5, 0.1, -0.1]
    #expect(suspects(losses, characterErrorRate: 0.3) == [3, 1.6])
    #expect(suspects(losses, characterErrorRate: nil) == [3, 1.6])
    #expect(suspects(losses, characterErrorRate: 0.8) == [])
    #expect(suspects([1.9, 1.8, 1.7, 1.1, 0.9], characterErrorRate: 0.3) == [])
    #expect(suspects([], characterErrorRate: 0.3) == [])
  }
}
