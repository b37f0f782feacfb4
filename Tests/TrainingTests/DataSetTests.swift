import AudioFrontEnd
import Foundation
import Interchange
import RecurrentNetwork
import Synchronization
import TestSupport
import Testing

@testable import Training

@Suite("Data set")
struct DataSetTests {
  @Test("recordings are read in order, resampled, with their labels")
  func reading() throws {
    try withTemporaryFolder { folder in
      let manifest = try ToneWords.manifest(["a", "ab", "bba"], in: folder)
      var configuration = try ToneWords.configuration(epochs: 1)
      configuration.features.sampleRate = 16000
      let set = try ToneWords.dataSet(manifest, configuration)
      #expect(set.faults.isEmpty)
      #expect(set.utterances.map(\.entry) == manifest.entries)
      #expect(set.utterances.map(\.target) == [[1], [1, 2], [2, 2, 1]])
      #expect(try set.utterances.allSatisfy { try $0.clip().sampleRate == 16000 })
      #expect(abs(set.duration - (3 * 0.05 + 6 * 0.28)) < 1e-3)
    }
  }

  @Test("characters that the alphabet lacks are told of one by one, where they are many at once")
  func unknownCharacters() throws {
    let configuration = try ToneWords.configuration(epochs: 1)
    func set(_ texts: [String]) throws -> DataSet {
      try DataSet(
        texts.map { Recording(clip: ToneWords.clip("ab", seed: 1), text: $0) },
        alphabet: ToneWords.alphabet, configuration: configuration)
    }
    let few = try set(["ab", "ac", "ad"])
    #expect(few.faultLines == few.faults.map(\.description) && few.faults.count == 2)
    let long = String(repeating: "ab", count: 100)
    let many = try set(["ab", long] + ["ac", "bd", "c", "bc", "dc"] + ["be", "ad"])
    #expect(many.faults.count == 8)
    try #require(many.faultLines.count == 2)
    #expect(many.faultLines[0].contains("the text needs"))
    #expect(
      many.faultLines[1]
        == "/memory:3: this and 6 more texts have a character that is not in the alphabet, as the first "
        + "one “c” in 3, “d” in 3, “e” in 1; change the texts or add the symbols")
  }

  @Test("recordings in memory are those of files, and their faults have their numbers")
  func inMemory() throws {
    try withTemporaryFolder { folder in
      let manifest = try ToneWords.manifest(["a", "ab", "bba"], in: folder)
      let configuration = try ToneWords.configuration(epochs: 1)
      var recordings = try manifest.entries.map {
        Recording(clip: try AudioClip($0), text: $0.text)
      }
      let files = try ToneWords.dataSet(manifest, configuration)
      let set = try DataSet(
        recordings, alphabet: ToneWords.alphabet, configuration: configuration)
      #expect(set.faults.isEmpty && set.duration == files.duration)
      #expect(set.utterances.map(\.target) == files.utterances.map(\.target))
      #expect(try set.utterances.map { try $0.clip() } == recordings.map(\.clip))
      #expect(DataSurvey(recordings) == DataSurvey(manifest))
      recordings[1].text = "abc"
      let other = try DataSet(
        recordings, alphabet: ToneWords.alphabet, configuration: configuration)
      #expect(other.utterances.count == 2)
      #expect(other.faults.map(\.location) == ["/memory:2"])
    }
  }

  @Test("sound is kept as long as there is room, and is the same if there is none")
  func soundMemory() throws {
    try withTemporaryFolder { folder in
      let manifest = try ToneWords.manifest(["ab", "ba", "aa", "bb"], in: folder)
      let configuration = try ToneWords.configuration(epochs: 1)
      // Each has 4880 samples of 16 bits.
      for (soundMemory, kept) in [(nil, 4), (2 * 9760, 2), (3 * 9760 - 1, 2), (0, 0)] {
        let set = try DataSet(
          manifest, alphabet: ToneWords.alphabet, configuration: configuration,
          soundMemory: soundMemory)
        #expect(set.utterances.count { $0.sound.isInMemory } == kept)
        for (utterance, entry) in zip(set.utterances, manifest.entries) {
          #expect(try utterance.clip() == AudioClip(entry))
        }
      }
    }
  }

  @Test("a part of a file must lie in it; half a second more is forgiven")
  func parts() throws {
    try withTemporaryFolder { folder in
      let whole = try ToneWords.manifest(["ab"], in: folder).entries[0]
      let samples = try AudioClip(whole).samples
      #expect(samples.count == 4880)
      func part(_ offset: Double, _ duration: Double?) throws -> [Float] {
        try AudioClip(
          ManifestEntry(audioPath: whole.audioPath, duration: duration, offset: offset, text: "")
        ).samples
      }
      #expect(try part(0.25, 0.125) == Array(samples[2000..<3000]))
      #expect(try part(0.25, nil) == Array(samples[2000...]))
      #expect(try part(0.25, 0.8) == Array(samples[2000...]))
      for (offset, duration, needed) in [
        (0.25, 0.9, 1.15), (0.61, nil, 0.61), (0.7, 0.1, 0.8), (1e300, nil, 1e300),
        (0, 1e300, 1e300),
      ] as [(Double, Double?, Double)] {
        let error = #expect(throws: AudioFileError.self) { try part(offset, duration) }
        guard case .endsEarly(_, 0.61, let end) = error else {
          Issue.record("\(offset) \(duration ?? -1): \(String(describing: error))")
          continue
        }
        #expect(abs(end - needed) <= 1e-3 * needed)
      }
    }
  }

  @Test("what cannot be learned from is left out, each with its line and reason")
  func faults() throws {
    try withTemporaryFolder { folder in
      _ = try ToneWords.manifest(["a", "b"], in: folder)
      try Data("no sound".utf8).write(to: folder.appending(path: "broken.wav"))
      let list = folder.appending(path: "list.jsonl")
      let long = String(repeating: "a", count: 30)
      try """
      {"audio_filepath": "0.wav", "text": "a"}
      {"audio_filepath": "missing.wav", "text": "a"}
      {"audio_filepath": "1.wav", "text": "axb"}

      {"audio_filepath": "1.wav", "text": "\(long)"}
      {"audio_filepath": "broken.wav", "text": "b"}
      {"audio_filepath": "1.wav", "text": "b"}
      """.write(to: list, atomically: true, encoding: .utf8)
      let told = Mutex(0)
      let configuration = try ToneWords.configuration(epochs: 1)
      let set = try DataSet(
        Manifest(contentsOf: list), alphabet: ToneWords.alphabet, configuration: configuration,
        progress: { told.withLock { $0 += 1 } })
      #expect(told.withLock { $0 } == 6)
      #expect(set.utterances.map(\.entry.line) == [1, 7])
      #expect(set.faults.map(\.location) == [2, 3, 5, 6].map { "\(list.path):\($0)" })
      let reasons = set.faults.map(\.reason)
      #expect(reasons[0].contains("missing.wav"))
      #expect(reasons[1].contains("“x” (U+0078) at position 2"))
      // 0.33 s are 31 frames, 16 after stacking; 30 letters and 29 nulls between equal ones are 59.
      #expect(reasons[2].contains("the text needs 59 frames, the sound has 16; see whether"))
      #expect(reasons[3].contains("broken.wav"))
      #expect(set.faults.allSatisfy { !"\($0)".contains("\n") })
      #expect(set.faults[0].description == "\(list.path):2: \(reasons[0])")
    }
  }

  @Test("shorter frames are advised where the text may have been said")
  func advice() {
    var shape = NetworkShape()
    (shape.front, shape.frontStrides) = (.convolution, [2, 2])
    func advice(_ needed: Int, of available: Int) -> String {
      shape.advice(onText: [1], needing: needed, of: available)
    }
    #expect(advice(30, of: 100).hasSuffix("; else lower network.frontStrides"))
    #expect(advice(60, of: 100).hasSuffix("or the sound cut off"))
    #expect(shape.advice(onText: [], needing: 1, of: 0) == "leave it out")
  }
}
