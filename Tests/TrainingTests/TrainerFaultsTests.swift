import AudioFrontEnd
import Foundation
import Interchange
import NumericCore
import RecurrentNetwork
import SequenceLabeler
import TestSupport
import Testing

@testable import Training

@Suite("A training in a program that asks for what cannot be")
struct TrainerFaultsTests {
  private func recordings(in folder: URL) throws -> [Recording] {
    try ToneWords.manifest(["a", "ab"], in: folder).entries.map {
      Recording(clip: try AudioClip($0), text: $0.text)
    }
  }

  private func set(_ recordings: [Recording]) throws -> DataSet {
    try DataSet(
      recordings, alphabet: ToneWords.alphabet,
      configuration: ToneWords.configuration(epochs: 1))
  }

  @Test("is refused for values that a file is refused for")
  func values() throws {
    let changes: [(String, (inout TrainingConfiguration) -> Void)] = [
      ("epochs", { $0.epochs = 0 }), ("optimizer.accumulate", { $0.optimizer.accumulate = 0 }),
      ("pyramid", { $0.network.pyramid = [0] }),
      ("augmentation.speeds", { $0.augmentation.speeds = [0] }),
      ("augmentation.noiseDecibels", { $0.augmentation.noiseDecibels = [3] }),
      ("loss.labelSmoothing", { $0.loss.labelSmoothing = 2 }),
      ("features", { $0.features.melBinCount = 0 }),
    ]
    try withTemporaryFolder { folder in
      let recordings = try recordings(in: folder)
      let good = try set(recordings)
      for (key, change) in changes {
        var configuration = try ToneWords.configuration(epochs: 1)
        change(&configuration)
        #expect {
          try DataSet(recordings, alphabet: ToneWords.alphabet, configuration: configuration)
        } throws: { "\($0)".contains(key) && $0 is ConfigurationError }
        #expect {
          try Trainer(
            configuration, alphabet: ToneWords.alphabet, training: good, development: good,
            directory: folder.appending(path: "model"), resuming: false)
        } throws: { "\($0)".contains(key) && $0 is ConfigurationError }
      }
    }
  }

  @Test("is refused without a recording to learn from, which sound that is no number is none")
  func nothingToLearn() throws {
    try withTemporaryFolder { folder in
      let good = try recordings(in: folder)
      let wrong = try set([
        Recording(
          clip: AudioClip(samples: [0, .nan] + good[0].clip.samples, sampleRate: 8000), text: "a")
      ])
      #expect(wrong.faults.map(\.location) == ["/memory:1"])
      for (training, message) in [
        (wrong, "/memory:1: the recording"), (try set([]), "nothing to learn from: no recording"),
      ] {
        #expect {
          try Trainer(
            ToneWords.configuration(epochs: 1), alphabet: ToneWords.alphabet, training: training,
            development: set(good), directory: folder.appending(path: "model"), resuming: false)
        } throws: { $0 is NothingToLearn && "\($0)".contains(message) }
      }
    }
  }

  @Test("without a development set leaves the last model, and no error rate")
  func noDevelopmentSet() throws {
    try withTemporaryFolder { folder in
      for keep in KeptModel.allCases {
        var configuration = try ToneWords.configuration(epochs: 2)
        configuration.keep = keep
        let directory = folder.appending(path: keep.rawValue)
        var reports: [EpochReport] = []
        let result = try Trainer(
          configuration, alphabet: ToneWords.alphabet, training: set(recordings(in: folder)),
          development: set([]), directory: directory, resuming: false
        ).run { reports.append($0) }
        #expect(result.wordErrorRate == nil && result.characterErrorRate == nil)
        #expect(reports.allSatisfy { $0.wordErrorRate == nil && !$0.isBest })
        _ = try Model(contentsOf: directory)
      }
    }
  }
}
