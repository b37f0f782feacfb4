import AudioFrontEnd
import CTC
import Foundation
import Interchange
import NumericCore
import RecurrentNetwork
import SequenceLabeler
import TestSupport
import Testing

@testable import Training

@Suite("Trainer", .serialized, .timeLimit(.minutes(5)))
struct TrainerTests {
  static let words = ["a", "b", "ab", "ba", "aab", "bba", "bab", "aba"]
  /// Settings with which an epoch takes little time, and nothing hides what is learned.
  static let small = [
    "batchUtterances=2", "network.layers=1", "network.units=16", "network.stackedFrames=4",
    "augmentation.noise=0",
  ]

  func trainer(
    _ configuration: TrainingConfiguration, in folder: URL, to name: String,
    resuming: Bool = false, words: [String] = Self.words, development: [String]? = nil,
    soundMemory: Int? = nil
  ) throws -> Trainer {
    let set = try DataSet(
      ToneWords.manifest(words, in: folder), alphabet: ToneWords.alphabet,
      configuration: configuration, soundMemory: soundMemory)
    #expect(set.faults.isEmpty)
    let other = try development.map {
      try ToneWords.dataSet(ToneWords.manifest($0, in: folder), configuration)
    }
    return try Trainer(
      configuration, alphabet: ToneWords.alphabet, training: set, development: other ?? set,
      directory: folder.appending(path: name), resuming: resuming)
  }

  func checkpoint(_ name: String, in folder: URL) -> URL {
    folder.appending(path: name).appending(path: "last.checkpoint")
  }

  @Test("steps tell how far their epoch is, also those of several batches")
  func steps() throws {
    try withTemporaryFolder { folder in
      let configuration = try TrainingConfiguration(
        yaml: ToneWords.configuration(epochs: 2).yaml,
        settings: Self.small + ["optimizer.accumulate=3"])
      let trainer = try trainer(configuration, in: folder, to: "model")
      var steps: [StepReport] = []
      var losses: [Double] = []
      _ = try trainer.run(reportStep: { steps.append($0) }, report: { losses.append($0.loss) })
      #expect(steps.map(\.epoch) == [1, 1, 2, 2] && steps.allSatisfy { $0.epochs == 2 })
      #expect(steps.map(\.step) == [1, 2, 3, 4])
      #expect(steps.map { $0.framesLeft == 0 } == [false, true, false, true])
      #expect([steps[1].epochLoss, steps[3].epochLoss] == losses)
    }
  }

  @Test("the error rates that a training ends with are those of the model that it leaves")
  func lastModel() throws {
    try withTemporaryFolder { folder in
      let configuration = try TrainingConfiguration(
        yaml: ToneWords.configuration(epochs: 30).yaml,
        settings: Self.small + ["keep=last", "averageDecay=0"])
      let heard = try ToneWords.manifest(Self.words, in: folder).entries
      // Whoever says nothing has one error a text; who hears what is said has more.
      let wrong = heard.filter { $0.text.count == 3 }.map {
        var entry = $0
        entry.text = $0.text.contains("aa") ? "b" : "a"
        return entry
      }
      func set(_ entries: [ManifestEntry]) throws -> DataSet {
        try ToneWords.dataSet(Manifest(entries: entries), configuration)
      }
      var reports: [EpochReport] = []
      let result = try Trainer(
        configuration, alphabet: ToneWords.alphabet, training: set(heard),
        development: set(wrong), directory: folder.appending(path: "model"), resuming: false
      ).run { reports.append($0) }
      let rates = reports.compactMap(\.characterErrorRate)
      #expect(rates.min() != rates.last)
      #expect(result.wordErrorRate == reports.last?.wordErrorRate)
      #expect(result.characterErrorRate == rates.last)
    }
  }

  @Test("a training whose weights are no numbers ends before they are written")
  func divergence() throws {
    try withTemporaryFolder { folder in
      let configuration = try TrainingConfiguration(
        yaml: ToneWords.configuration(epochs: 2).yaml,
        settings: Self.small + ["optimizer.learningRate=1e38", "schedule.warmUp=0"])
      #expect(throws: TrainingDivergence(epoch: 1, learningRate: 1e38)) {
        try trainer(configuration, in: folder, to: "model").run { _ in }
      }
      let names = try FileManager.default.contentsOfDirectory(
        atPath: folder.appending(path: "model").path)
      #expect(Set(names) == ["training.yaml", "last.checkpoint"])
    }
  }

  @Test("a training ends when evaluations get no better")
  func patience() throws {
    try withTemporaryFolder { folder in
      let configuration = try TrainingConfiguration(
        yaml: ToneWords.configuration(epochs: 50).yaml,
        settings: Self.small + ["patience=3"])
      var rates: [(words: Double, characters: Double)] = []
      let result = try trainer(configuration, in: folder, to: "model").run {
        rates.append(($0.wordErrorRate ?? .nan, $0.characterErrorRate ?? .nan))
      }
      #expect(result.isFinished && result.epochs < 50)
      // Silence is no evaluation to wait for; here it lasts longer than patience.
      #expect(rates.contains { $0.characters < 1 })
      #expect(rates.count { $0.characters >= 1 } > 3)
      var (best, waited) = ((words: Double.infinity, characters: Double.infinity), 0)
      for (index, rate) in rates.enumerated() {
        waited = rate < best ? 0 : waited + (rate.characters < 1 ? 1 : 0)
        if rate < best { best = rate }
        #expect((waited == 3) == (index + 1 == result.epochs), "\(rates)")
      }
      let again = try trainer(configuration, in: folder, to: "model", resuming: true)
      #expect(try again.run { _ in }.epochs == result.epochs)
    }
  }

  @Test("a training at whose end nothing is learned says so, then, and names no text as wrong")
  func nothingLearned() throws {
    try withTemporaryFolder { folder in
      func symptoms(_ settings: [String]) throws -> (told: [Bool], result: TrainingResult) {
        let configuration = try TrainingConfiguration(
          yaml: ToneWords.configuration(epochs: 40).yaml, settings: Self.small + settings)
        var told: [Bool] = []
        let name = settings.joined()
        let result = try trainer(configuration, in: folder, to: name).run { report in
          told.append(report.symptoms.contains { $0.hasPrefix("nothing is learned: ") })
        }
        return (told, result)
      }
      let nothing = try symptoms(["epochs=3", "optimizer.learningRate=1e-9"])
      #expect(nothing.told == [false, false, true])
      #expect(!nothing.result.hasLearned && nothing.result.suspectUtterances.isEmpty)
      let learned = try symptoms([])
      #expect(learned.result.hasLearned && !learned.told.contains(true))
    }
  }

  @Test("a model to start from gives its weights, and its rows to the symbols that it knows")
  func initialModel() throws {
    try withTemporaryFolder { folder in
      _ = try trainer(ToneWords.configuration(epochs: 1), in: folder, to: "first").run { _ in }
      let first = try Model(contentsOf: folder.appending(path: "first"))
      let configuration = try TrainingConfiguration(
        yaml: ToneWords.configuration(epochs: 1).yaml,
        settings: ["initialModel=\(folder.appending(path: "first").path)"])
      let alphabet = Alphabet(transcripts: ["b'a"])
      let set = try ToneWords.dataSet(
        ToneWords.manifest(Self.words, in: folder), configuration)
      let next = try Trainer(
        configuration, alphabet: alphabet, training: set, development: set,
        directory: folder.appending(path: "next"), resuming: false)
      #expect(alphabet.symbols == ["<blank>", "'", "a", "b"])
      let old = first.network.parameters
      let new = next.step.network.parameters
      #expect(new.entries.map(\.name) == old.entries.map(\.name))
      for (entry, source) in zip(new.entries, old.entries) {
        var found = new.values(of: entry)
        if entry.name.hasPrefix("output.") {
          // The row of the new symbol.
          let width = found.count / alphabet.count
          found.removeSubrange(width..<2 * width)
        }
        #expect(found == old.values(of: source), "\(entry.name)")
      }
      #expect(next.modelConfiguration.normalization == first.configuration.normalization)
      var other = configuration
      other.network.units = 9
      #expect(throws: ConfigurationError.self) {
        try Trainer(
          other, alphabet: alphabet, training: set, development: set,
          directory: folder.appending(path: "next"), resuming: false)
      }
    }
  }

  @Test("the weights do not depend on the number of threads")
  func threadCount() throws {
    let before = ThreadPool.shared.threadCount
    defer { ThreadPool.shared.resize(to: before) }
    try withTemporaryFolder { folder in
      for threads in [1, 2] {
        ThreadPool.shared.resize(to: threads)
        _ = try trainer(ToneWords.configuration(epochs: 1), in: folder, to: "\(threads)").run { _ in
        }
      }
      #expect(
        try Data(contentsOf: checkpoint("1", in: folder))
          == Data(contentsOf: checkpoint("2", in: folder)))
    }
  }

  @Test("it learns two tones, and the model in the directory is the best one")
  func learning() throws {
    try withTemporaryFolder { folder in
      let configuration = try TrainingConfiguration(
        yaml: ToneWords.configuration(epochs: 40).yaml,
        settings: Self.small + [
          "evaluateEvery=10", "optimizer.learningRate=0.03",
          "augmentation.specAugment.timeMaskCount=0",
          "augmentation.specAugment.frequencyMaskCount=0",
        ])
      var reports: [EpochReport] = []
      let best = try trainer(configuration, in: folder, to: "model").run { reports.append($0) }
      #expect(reports.map(\.epoch) == Array(1...40))
      #expect(reports.filter { $0.wordErrorRate != nil }.map(\.epoch) == [10, 20, 30, 40])
      #expect(reports[39].loss < reports[0].loss / 4)
      #expect(best.wordErrorRate == 0, "\(reports[39].line)")

      let labeler = try SequenceLabeler(contentsOf: folder.appending(path: "model"))
      let manifest = try ToneWords.manifest(Self.words, in: folder)
      let evaluation = labeler.evaluate(manifest.entries)
      #expect(evaluation.errors.summary().wordErrorRate == best.wordErrorRate)
      #expect(evaluation.errors.summary().characterErrorRate == best.characterErrorRate)
      #expect(evaluation.judgements.map(\.reference) == Self.words)
      #expect(evaluation.judgements.map(\.transcript.text) == Self.words)
      #expect(evaluation.faults.isEmpty)
      #expect(labeler.transcribe(ToneWords.clip("abba", seed: 99)).text == "abba")
    }
  }

  @Test("a missing recording is left out of an evaluation, and named with its line")
  func evaluationOfMissing() throws {
    try withTemporaryFolder { folder in
      let configuration = try ToneWords.configuration(epochs: 1)
      _ = try trainer(configuration, in: folder, to: "model").run { _ in }
      let labeler = try SequenceLabeler(contentsOf: folder.appending(path: "model"))
      let missing = ManifestEntry(audioPath: folder.appending(path: "none.wav"), text: "a")
      let there = try ToneWords.manifest(Self.words, in: folder).entries
      let evaluation = labeler.evaluate([there[0], missing, there[1]])
      #expect(evaluation.faults.map(\.location) == [missing.location])
      #expect(
        evaluation.faults.map(\.reason)
          == [AudioFileError.missing(missing.audioPath.path).description])
      #expect(evaluation.judgements.map(\.reference) == Array(Self.words.prefix(2)))
      #expect(evaluation.errors.summary().utterances == 2)
      let data = try DataSet(
        Manifest(entries: there), alphabet: labeler.model.alphabet, configuration: configuration,
        soundMemory: 0)
      let whole = labeler.evaluate(data)
      #expect(
        whole.judgements.map(\.transcript) == labeler.evaluate(there).judgements.map(\.transcript))
      #expect(whole.judgements.map(\.reference) == Self.words && whole.faults.isEmpty)
      try FileManager.default.removeItem(at: there[1].audioPath)
      let rest = labeler.evaluate(data)
      #expect(rest.faults.map(\.location) == [there[1].location])
      #expect(rest.judgements.count == Self.words.count - 1)
    }
  }

  @Test("a checkpoint is asked for, in nobody's way, of the same training, and whole")
  func refusals() throws {
    try withTemporaryFolder { folder in
      let configuration = try ToneWords.configuration(epochs: 1)
      let path = checkpoint("model", in: folder).path
      #expect(throws: CheckpointError.missing(path: path)) {
        try trainer(configuration, in: folder, to: "model", resuming: true)
      }
      _ = try trainer(configuration, in: folder, to: "model").run { _ in }
      #expect(throws: CheckpointError.inTheWay(path: path)) {
        try trainer(configuration, in: folder, to: "model")
      }
      for (change, difference) in [
        ("network.units=9", "network.units: 8, not 9"), ("seed=2", "seed: 1, not 2"),
      ] {
        let other = try TrainingConfiguration(yaml: configuration.yaml, settings: [change])
        #expect(throws: CheckpointError.otherTraining(path: path, difference: difference)) {
          try trainer(other, in: folder, to: "model", resuming: true)
        }
      }
      let longer = try TrainingConfiguration(yaml: configuration.yaml, settings: ["epochs=2"])
      #expect(throws: CheckpointError.otherEpochs(path: path, epochs: 1, wanted: 2)) {
        try trainer(longer, in: folder, to: "model", resuming: true)
      }
      #expect(throws: CheckpointError.otherTraining(path: path, difference: "other data")) {
        try trainer(configuration, in: folder, to: "model", resuming: true, words: ["a", "b"])
      }
      #expect(throws: CheckpointError.otherTraining(path: path, difference: "other data")) {
        try trainer(configuration, in: folder, to: "model", resuming: true, development: ["a"])
      }

      let whole = try Data(contentsOf: checkpoint("model", in: folder))
      let other = SafeTensors(
        tensors: [SafeTensors.Tensor(name: "x", shape: [1], values: [1])], metadata: [:])
      for damaged in [Data(), whole.prefix(100), whole.dropLast(1000), other.data()] {
        try damaged.write(to: checkpoint("model", in: folder))
        let error = try #require(throws: CheckpointError.self) {
          try trainer(configuration, in: folder, to: "model", resuming: true)
        }
        guard case .unreadable(path, _) = error else {
          Issue.record("\(error)")
          continue
        }
        #expect(!error.description.contains("\n") && error.description.contains("delete it"))
      }
      try whole.write(to: checkpoint("model", in: folder))
      let resumed = try trainer(configuration, in: folder, to: "model", resuming: true)
      #expect(resumed.finishedEpochs == 1)
    }
  }

  @Test("a training leaves alone what another one is writing, and clears away what nobody is")
  func partialFiles() throws {
    try withTemporaryFolder { folder in
      let model = folder.appending(path: "model")
      let kept = model.appending(path: "kept")
      try FileManager.default.createDirectory(at: kept, withIntermediateDirectories: true)
      let partial = model.appending(path: ".1a2b.partial")
      let partialWeights = kept.appending(path: ".3c4d.partial")
      for file in [partial, partialWeights] { try Data("half".utf8).write(to: file) }
      let trainer = try trainer(ToneWords.configuration(epochs: 1), in: folder, to: "model")
      var other: DirectoryLock? = try DirectoryLock(model)
      #expect(throws: CheckpointError.inUse(path: model.path)) { try trainer.run { _ in } }
      #expect(throws: CheckpointError.inUse(path: model.path)) {
        try Trainer.check(model, resuming: false)
      }
      #expect(FileManager.default.fileExists(atPath: partial.path))
      withExtendedLifetime(other) {}
      other = nil
      _ = try trainer.run { _ in }
      #expect(!FileManager.default.fileExists(atPath: partial.path))
      #expect(!FileManager.default.fileExists(atPath: partialWeights.path))
    }
  }
}
