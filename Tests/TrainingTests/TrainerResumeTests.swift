import AudioFrontEnd
import Foundation
import Interchange
import TestSupport
import Testing

@testable import Training

/// What ends a training in a test.
private struct Interruption: Error {}

/// Trainings that are stopped and go on.
extension TrainerTests {
  @Test("a training that was stopped and resumed ends with the same bits as one that was not")
  func resume() throws {
    try withTemporaryFolder { folder in
      let configuration = try ToneWords.configuration(epochs: 4)
      _ = try trainer(configuration, in: folder, to: "straight").run { _ in }
      #expect(throws: Interruption.self) {
        try trainer(configuration, in: folder, to: "stopped").run { report in
          if report.epoch == 2 { throw Interruption() }
        }
      }
      let second = try trainer(configuration, in: folder, to: "stopped", resuming: true)
      #expect(second.finishedEpochs == 2)
      var epochs: [Int] = []
      _ = try second.run { epochs.append($0.epoch) }
      #expect(epochs == [3, 4])
      for file in ["last.checkpoint", "weights.safetensors", "config.json", "tokens.txt"] {
        let contents = try ["straight", "stopped"].map {
          try Data(contentsOf: folder.appending(path: $0).appending(path: file))
        }
        #expect(contents[0] == contents[1], "\(file)")
      }
      let log = try ["straight", "stopped"].map { name in
        try String(
          contentsOf: folder.appending(path: name).appending(path: "log.jsonl"), encoding: .utf8
        ).split(separator: "\n").map {
          try JSONDecoder().decode(EpochReport.self, from: Data($0.utf8))
        }
      }
      #expect(log[0].map(\.epoch) == [1, 2, 3, 4])
      #expect(log[1].map(\.epoch) == [1, 2, 3, 4])
      #expect(log[0].map(\.loss) == log[1].map(\.loss))
      #expect(log[0].map(\.wordErrorRate) == log[1].map(\.wordErrorRate))
    }
  }

  @Test(
    "so do the other optimizers, steps of several batches, and a network of all its parts",
    arguments: OptimizerKind.allCases)
  func resumeOptimizer(_ kind: OptimizerKind) throws {
    try withTemporaryFolder { folder in
      let configuration = try TrainingConfiguration(
        yaml: ToneWords.configuration(epochs: 2).yaml,
        settings: [
          "optimizer.kind=\(kind.rawValue)", "optimizer.accumulate=2", "batchUtterances=3",
          "optimizer.learningRate=0.001", "network.front=convolution", "network.stackedFrames=2",
          "network.frontChannels=3", "network.frontStrides=[2]", "network.dropout=0.1",
          "network.dropoutKind=sequence", "network.normalization=layer", "network.nullBias=-1",
        ])
      _ = try trainer(configuration, in: folder, to: "straight").run { _ in }
      var result = try trainer(configuration, in: folder, to: "stopped").run(
        isStopRequested: { true }, report: { _ in })
      while !result.isFinished {
        result = try trainer(configuration, in: folder, to: "stopped", resuming: true).run(
          isStopRequested: { true }, report: { _ in })
      }
      #expect(
        try Data(contentsOf: checkpoint("straight", in: folder))
          == Data(contentsOf: checkpoint("stopped", in: folder)))
    }
  }

  @Test("sound read from its files leads to the same bits; when it is gone, the training stops")
  func soundFromFiles() throws {
    try withTemporaryFolder { folder in
      for settings in [[], ["augmentation.speeds=[1]", "augmentation.noise=0"]] {
        let configuration = try TrainingConfiguration(
          yaml: ToneWords.configuration(epochs: 2).yaml, settings: settings)
        let names = ["kept", "read"].map { $0 + "\(settings.count)" }
        _ = try trainer(configuration, in: folder, to: names[0]).run { _ in }
        _ = try trainer(configuration, in: folder, to: names[1], soundMemory: 0).run { _ in }
        #expect(
          try Data(contentsOf: checkpoint(names[0], in: folder))
            == Data(contentsOf: checkpoint(names[1], in: folder)))
      }
      let configuration = try ToneWords.configuration(epochs: 9)
      let vanishing = try trainer(configuration, in: folder, to: "vanishing", soundMemory: 0)
      let recording = folder.appending(path: "0.wav")
      #expect(throws: AudioFileError.missing(recording.path)) {
        try vanishing.run { _ in
          try? FileManager.default.removeItem(at: recording)
        }
      }
      let resumed = try trainer(configuration, in: folder, to: "vanishing", resuming: true)
      #expect(resumed.finishedEpochs >= 1)
    }
  }

  @Test("recordings in memory lead to the bits of their files, also when the training is resumed")
  func soundInMemory() throws {
    try withTemporaryFolder { folder in
      let configuration = try ToneWords.configuration(epochs: 2)
      _ = try trainer(configuration, in: folder, to: "files").run { _ in }
      let recordings = try ToneWords.manifest(Self.words, in: folder).entries.map {
        Recording(clip: try AudioClip($0), text: $0.text)
      }
      func run(resuming: Bool) throws -> TrainingResult {
        let set = try DataSet(
          recordings, alphabet: ToneWords.alphabet, configuration: configuration)
        return try Trainer(
          configuration, alphabet: ToneWords.alphabet, training: set, development: set,
          directory: folder.appending(path: "memory"), resuming: resuming
        ).run(isStopRequested: { !resuming }, report: { _ in })
      }
      #expect(try !run(resuming: false).isFinished)
      #expect(try run(resuming: true).isFinished)
      #expect(
        try Data(contentsOf: checkpoint("files", in: folder))
          == Data(contentsOf: checkpoint("memory", in: folder)))
    }
  }

  @Test("stopped after each step and resumed, a training ends with the same bits, and log")
  func resumeEverywhere() throws {
    try withTemporaryFolder { folder in
      let configuration = try TrainingConfiguration(
        yaml: ToneWords.configuration(epochs: 3).yaml,
        settings: ["keep=average", "keepCount=2", "schedule.kind=plateau", "schedule.patience=1"])
      _ = try trainer(configuration, in: folder, to: "straight").run { _ in }
      var result = try trainer(configuration, in: folder, to: "stopped").run(
        isStopRequested: { true }, report: { _ in })
      var runs = 1
      while !result.isFinished {
        let next = try trainer(configuration, in: folder, to: "stopped", resuming: true)
        #expect(next.finishedSteps == result.steps)
        result = try next.run(isStopRequested: { true }, report: { _ in })
        runs += 1
      }
      #expect(runs >= 6 && result.epochs == 3)
      for file in ["last.checkpoint", "weights.safetensors", "losses.tsv"] {
        let contents = try ["straight", "stopped"].map {
          try Data(contentsOf: folder.appending(path: $0).appending(path: file))
        }
        #expect(contents[0] == contents[1], "\(file)")
      }
      let log = try String(
        contentsOf: folder.appending(path: "stopped/log.jsonl"), encoding: .utf8)
      #expect(log.split(separator: "\n").count == 3)
    }
  }

  @Test("noises and rooms change nothing about it, and must be the same ones")
  func resumeWithSounds() throws {
    try withTemporaryFolder { folder in
      func write(_ name: String, _ samples: [Float]) throws {
        let url = folder.appending(path: name)
        try FileManager.default.createDirectory(
          at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try waveFile(channels: [samples], sampleRate: 8000).write(to: url)
      }
      try write("noises/a.wav", (0..<500).map { $0 % 7 < 3 ? 0.5 : -0.5 })
      try write("noises/b.wav", (0..<300).map { $0 % 11 < 5 ? 0.5 : -0.5 })
      try write("rooms/a.wav", [0, 0.9, 0.3, 0.1])
      let configuration = try TrainingConfiguration(
        yaml: ToneWords.configuration(epochs: 2).yaml,
        settings: [
          "augmentation.noiseFolder=\(folder.appending(path: "noises").path)",
          "augmentation.impulseResponseFolder=\(folder.appending(path: "rooms").path)",
          "augmentation.reverberation=0.5", "augmentation.volumeDecibels=[-6, 6]",
          "augmentation.telephoneBand=0.5", "augmentation.telephoneMuLaw=true",
        ])
      _ = try trainer(configuration, in: folder, to: "straight").run { _ in }
      #expect(throws: Interruption.self) {
        try trainer(configuration, in: folder, to: "stopped").run { _ in throw Interruption() }
      }
      try write("noises/c.wav", [0.5])
      #expect(
        throws: CheckpointError.otherTraining(
          path: checkpoint("stopped", in: folder).path, difference: "other data")
      ) {
        try trainer(configuration, in: folder, to: "stopped", resuming: true)
      }
      try FileManager.default.removeItem(at: folder.appending(path: "noises/c.wav"))
      _ = try trainer(configuration, in: folder, to: "stopped", resuming: true).run { _ in }
      #expect(
        try Data(contentsOf: checkpoint("straight", in: folder))
          == Data(contentsOf: checkpoint("stopped", in: folder)))
    }
  }

  @Test("it must be of the same samples and speakers, and from the same weights")
  func resumeOfOther() throws {
    try withTemporaryFolder { folder in
      _ = try trainer(ToneWords.configuration(epochs: 1), in: folder, to: "start").run { _ in }
      let configuration = try TrainingConfiguration(
        yaml: ToneWords.configuration(epochs: 1).yaml,
        settings: ["initialModel=\(folder.appending(path: "start").path)"])
      let recordings = try ToneWords.manifest(Self.words, in: folder).entries.map {
        Recording(clip: try AudioClip($0), text: $0.text, speaker: "a")
      }
      func adapting(to recordings: [Recording], resuming: Bool) throws -> Trainer {
        let set = try DataSet(
          recordings, alphabet: ToneWords.alphabet, configuration: configuration)
        return try Trainer(
          configuration, alphabet: ToneWords.alphabet, training: set, development: set,
          directory: folder.appending(path: "model"), resuming: resuming)
      }
      func refuse(_ recordings: [Recording]) {
        #expect(
          throws: CheckpointError.otherTraining(
            path: checkpoint("model", in: folder).path,
            difference: "other data, or from another model")
        ) { try adapting(to: recordings, resuming: true) }
      }
      _ = try adapting(to: recordings, resuming: false).run { _ in }
      var others = recordings
      others[2].speaker = "b"
      refuse(others)
      others = recordings
      others[2].clip = AudioClip(
        samples: recordings[2].clip.samples.reversed(), sampleRate: ToneWords.sampleRate)
      refuse(others)
      _ = try adapting(to: recordings, resuming: true)

      let weights = folder.appending(path: "start/weights.safetensors")
      var file = try SafeTensors(contentsOf: weights)
      let first = file.tensors[0]
      file.tensors[0] = SafeTensors.Tensor(
        name: first.name, shape: first.shape, values: first.values.map { $0 + 1 })
      try file.write(to: weights)
      refuse(recordings)
    }
  }
}
