import AudioFrontEnd
import Foundation
import Interchange
import TestSupport
import Testing

@testable import Training

@Suite("Copies of recordings")
struct CopiesTests {
  /// A set in memory, each recording a sound by its number, a text and a speaker.
  private func set(
    _ recordings: [(sound: Int, text: String, speaker: String?)]
  ) throws -> DataSet {
    try DataSet(
      recordings.map {
        Recording(
          clip: ToneWords.clip("ab", seed: UInt64($0.sound)), text: $0.text, speaker: $0.speaker)
      },
      alphabet: ToneWords.alphabet, configuration: ToneWords.configuration(epochs: 1))
  }

  private func sounds(_ numbers: [Int], speaker: (Int) -> String? = { _ in nil }) throws -> DataSet
  {
    try set(numbers.enumerated().map { ($1, "ab", speaker($0)) })
  }

  private func lines(_ set: DataSet) -> [Int] { set.utterances.map(\.entry.line) }

  @Test("are found whatever the file, by their samples alone")
  func sameSamples() throws {
    try withTemporaryFolder { folder in
      let clip = ToneWords.clip("ab", seed: 1)
      var other = clip.samples
      other[17] += 0x1p-15
      let halves = Array(clip.samples[..<2000])
      for (name, samples, rate) in [
        ("a", clip.samples, 8000), ("b", clip.samples, 8000), ("c", other, 8000),
        ("d", clip.samples, 11025), ("e", halves, 8000),
      ] {
        try waveFile(channels: [samples], sampleRate: rate).write(
          to: folder.appending(path: name + ".wav"))
      }
      let list = folder.appending(path: "list.jsonl")
      try ["a", "c", "b", "d", "e"].map { #"{"audio_filepath": "\#($0).wav", "text": "a"}"# }
        .appending(#"{"audio_filepath": "c.wav", "offset": 0, "duration": 0.25, "text": "a"}"#)
        .appending(#"{"audio_filepath": "b.wav", "offset": 0, "duration": 0.25, "text": "A"}"#)
        .joined(separator: "\n").write(to: list, atomically: true, encoding: .utf8)
      let set = try ToneWords.dataSet(
        Manifest(contentsOf: list), ToneWords.configuration(epochs: 1))
      #expect(set.faults.isEmpty)
      #expect(set.copies.map(\.entry.line) == [3, 7])
      #expect(set.copies.map(\.original.line) == [1, 5])
      #expect(set.copies.map(\.hasSameText) == [true, true])
    }
  }

  @Test("with other texts are doubtful, each with both places and texts")
  func contradictions() throws {
    let set = try set([(1, "a", nil), (2, "b", nil), (1, "b", nil), (1, "a ", nil), (2, "b", nil)])
    #expect(
      set.doubts.map(\.description) == [
        "/memory:3: the text is “b”, but “a” in /memory:1, whose sound is the same; correct one, or "
          + "remove both"
      ])
    #expect(set.copies.map(\.hasSameText) == [false, true, true])
  }

  @Test("in another set are those that an oracle finds by comparing all pairs")
  func shared() throws {
    let (own, other) = ([4, 1, 4, 7, 2, 9], [5, 9, 4, 9, 8])
    let found = try sounds(own).copies(of: sounds(other))
    let expected = own.enumerated().compactMap { index, sound in
      other.firstIndex(of: sound).map { [index + 1, $0 + 1] }
    }
    #expect(found.map { [$0.entry.line, $0.original.line] } == expected)
  }

  @Test("every tenth speaker is held out where ten are named, else every tenth sound")
  func holdingOut() throws {
    let strangers = try sounds(Array(0..<60)) { "s\($0 % 20)" }.holdingOut()
    let held = Set(strangers.development.utterances.compactMap(\.entry.speaker))
    #expect(held.count == 2)
    #expect(strangers.development.utterances.count == 6)
    #expect(strangers.training.utterances.count == 54)
    #expect(held.isDisjoint(with: strangers.training.utterances.compactMap(\.entry.speaker)))

    let few = try sounds(Array(0..<30)) { "s\($0 % 3)" }.holdingOut()
    #expect(lines(few.development) == [10, 20, 30])
    #expect(try lines(sounds([1, 2, 3]).holdingOut().development) == [3])
    #expect(try lines(sounds([1]).holdingOut().development).isEmpty)
  }

  @Test("are held out together, or learned from together")
  func together() throws {
    for numbers in [
      Array(0..<20) + Array(0..<20), (0..<40).map { $0 / 2 }, (0..<40).map { $0 % 4 },
    ] {
      let set = try sounds(numbers)
      let parts = set.holdingOut()
      #expect(!parts.development.utterances.isEmpty && !parts.training.utterances.isEmpty)
      #expect((lines(parts.training) + lines(parts.development)).sorted() == lines(set))
      #expect(parts.development.copies(of: parts.training).isEmpty)
    }
    #expect(try lines(sounds([3, 3, 3]).holdingOut().development).isEmpty)
    // A copy goes where the first of its sound goes, whoever is said to speak.
    let mixed = try sounds(Array(0..<20) + [19]) { $0 == 20 ? "s00" : "s\(10 + $0 % 10)" }
    #expect(lines(mixed.holdingOut().development) == [10, 20, 21])
  }
}

extension Array {
  fileprivate func appending(_ element: Element) -> [Element] { self + [element] }
}
