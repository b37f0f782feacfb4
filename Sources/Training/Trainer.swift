import AudioFrontEnd
public import CTC
public import Foundation
import Interchange
import NumericCore
import RecurrentNetwork
import SequenceLabeler

/// Trains a recognizer and keeps what it needs to go on after an interruption.
///
/// The directory given gets the model (`config.json`, `tokens.txt`, `weights.safetensors`),
/// `last.checkpoint` after every epoch, and `log.jsonl` with a line an epoch.
public final class Trainer {
  private let configuration: TrainingConfiguration
  private let alphabet: Alphabet
  private let training: DataSet
  private let development: DataSet
  private let modelConfiguration: ModelConfiguration
  private let step: TrainingStep
  private let average: WeightAverage
  private let evaluated: Network
  private let extractor: FeatureExtractor
  private let augmentation: Augmentation
  private let sampler: BatchSampler
  private let directory: URL
  private let checkpoint: CheckpointFile
  private var progress: TrainingProgress

  /// Prepares a training, or takes up an interrupted one.
  ///
  /// - Parameters:
  ///   - configuration: how to train.
  ///   - alphabet: what the recognizer can write.
  ///   - training: what is learned from.
  ///   - development: what decides which epoch's model is kept.
  ///   - directory: where model, checkpoint and log go.
  ///   - resuming: whether to go on from the checkpoint there.
  /// - Throws: ``CheckpointError`` when there is a checkpoint and nobody asked for it or the other
  ///   way round, and what the parts throw.
  public init(
    _ configuration: TrainingConfiguration, alphabet: Alphabet, training: DataSet,
    development: DataSet, directory: URL, resuming: Bool
  ) throws {
    self.configuration = configuration
    self.alphabet = alphabet
    self.training = training
    self.development = development
    self.directory = directory
    extractor = try FeatureExtractor(configuration.features)
    augmentation = try Augmentation(
      configuration.augmentation, sampleRate: configuration.features.sampleRate)
    let networkConfiguration = NetworkConfiguration(
      inputs: configuration.features.melBinCount, outputs: alphabet.count,
      shape: configuration.network)
    let network = try Network(
      networkConfiguration, seed: configuration.seed, null: alphabet.null,
      precision: configuration.precision.resolved)
    evaluated = try Network(networkConfiguration, seed: configuration.seed)
    step = TrainingStep(
      network: network, null: alphabet.null, configuration.optimizer, loss: configuration.loss)
    average = WeightAverage(
      average: network.parameters.zeros(), decay: configuration.averageDecay)
    average.average.copy(network.parameters)
    let extractor = extractor
    sampler = BatchSampler(
      lengths: training.utterances.map {
        max(1, extractor.frameCount(sampleCount: $0.clip.samples.count))
      }, maximumFrames: configuration.batchFrames,
      maximumUtterances: configuration.batchUtterances, seed: configuration.seed)

    let statistics = FeatureStatistics(
      columns: extractor.columnCount, matrices: training.utterances.count
    ) { extractor.features(of: training.utterances[$0].clip) }
    modelConfiguration = ModelConfiguration(
      features: configuration.features, normalization: statistics.normalization(),
      network: networkConfiguration)
    checkpoint = CheckpointFile(url: directory.appending(path: "last.checkpoint"))
    progress = TrainingProgress(
      fingerprint: try Self.fingerprint(
        configuration, alphabet, training, sounds: augmentation.soundLengths))
    if resuming {
      progress = try checkpoint.read(into: checkpointed, fingerprint: progress.fingerprint)
      step.optimizer.steps = progress.steps
      network.prepare(forTraining: true)
    } else if checkpoint.exists {
      throw CheckpointError.inTheWay(path: checkpoint.url.path)
    }
  }

  /// All values that change in training.
  private var checkpointed: [CheckpointFile.Part] {
    [("weights", step.network.parameters), ("average", average.average)] + step.optimizer.state
  }

  /// The number of trainable values.
  public var parameterCount: Int { step.network.parameters.count }

  /// Epochs that are finished; more than 0 after taking up an interrupted training.
  public var finishedEpochs: Int { progress.epoch }

  /// Trains until the last epoch and leaves the model that the configuration asks for in the
  /// directory.
  ///
  /// - Parameter report: is called after each epoch, when its checkpoint is written.
  /// - Returns: the best word and character error rate on the development set.
  /// - Throws: what writing the files throws, and what `report` throws; the training can be resumed.
  public func run(
    report: (EpochReport) throws -> Void
  ) throws -> (wordErrorRate: Double?, characterErrorRate: Double?) {
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    let lock = try DirectoryLock(directory)
    defer { withExtendedLifetime(lock) {} }
    let start = ContinuousClock.now
    while progress.epoch < configuration.epochs {
      var entry = runEpoch()
      progress.epoch += 1
      let last = progress.epoch == configuration.epochs
      if last || progress.epoch % configuration.evaluateEvery == 0 {
        try evaluate(&entry)
      }
      entry.seconds = (ContinuousClock.now - start) / .seconds(1)
      try checkpoint.write(checkpointed, progress)
      try log(entry)
      try report(entry)
    }
    return (progress.bestWordErrorRate, progress.bestCharacterErrorRate)
  }

  private var phases = PhaseDurations()

  private func runEpoch() -> EpochReport {
    phases = PhaseDurations()
    let epoch = progress.epoch
    let batches = sampler.batches(epoch: epoch)
    let accumulated = configuration.optimizer.accumulate
    let steps = (batches.count + accumulated - 1) / accumulated
    let total = steps * configuration.epochs
    let frames = batches.map { $0.reduce(0) { $0 + sampler.lengths[$1] } }
    let meter = ProgressMeter(
      "epoch \(epoch + 1)/\(configuration.epochs)", total: Double(frames.reduce(0, +)),
      unit: "frames")
    var loss = 0.0
    var counted = 0
    var norm = 0.0
    var rate: Float = 0
    let start = ContinuousClock.now
    for (index, (batch, frameCount)) in zip(batches, frames).enumerated() {
      var clock = PhaseClock()
      let examples = examples(of: batch, epoch: epoch)
      clock.end(.features)
      phases.add(clock.durations)
      rate =
        configuration.optimizer.learningRate
        * configuration.schedule.factor(step: progress.steps, of: total)
      let result = step.run(
        examples, learningRate: rate,
        dropoutSeed: SeededGenerator.seed(
          configuration.seed, UInt64(progress.steps * accumulated + index % accumulated)),
        completesStep: (index + 1) % accumulated == 0 || index + 1 == batches.count)
      if let gradientNorm = result.gradientNorm {
        progress.steps = step.optimizer.steps
        average.update(from: step.network.parameters, step: progress.steps)
        if gradientNorm.isFinite { norm += Double(gradientNorm) }
      }
      phases.add(result.phases)
      for value in result.losses where value.isFinite {
        loss += Double(value)
        counted += 1
      }
      meter.advance(
        by: Double(frameCount),
        note: String(format: "loss %.3f", loss / Double(max(counted, 1))))
    }
    meter.finish()
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    return EpochReport(
      epoch: epoch + 1, epochs: configuration.epochs, steps: progress.steps,
      loss: loss / Double(max(counted, 1)), gradientNorm: norm / Double(steps),
      learningRate: rate, isBest: false,
      framesPerSecond: Double(frames.reduce(0, +)) / seconds, seconds: 0, phases: phases.shares)
  }

  /// Features of a batch, varied as the epoch's seed decides for each utterance.
  private func examples(of batch: [Int], epoch: Int) -> [Example] {
    inParallel(batch.count) { position in
      let utterance = training.utterances[batch[position]]
      var generator = SeededGenerator(
        seed: SeededGenerator.seed(configuration.seed, UInt64(epoch)),
        stream: UInt64(batch[position]))
      let clip = augmentation.varied(utterance.clip, using: &generator)
      var features = extractor.features(of: clip)
      modelConfiguration.normalization.normalize(&features)
      augmentation.mask(&features, using: &generator)
      return Example(features: features, target: utterance.target)
    }
  }

  /// Decodes the development set with the averaged weights and keeps them if they are the best.
  private func evaluate(_ entry: inout EpochReport) throws {
    var clock = PhaseClock()
    evaluated.parameters.copy(
      configuration.averageDecay > 0 ? average.average : step.network.parameters)
    evaluated.prepare(forTraining: false)
    let model = try Model(
      configuration: modelConfiguration, alphabet: alphabet, network: evaluated)
    let errors = SequenceLabeler(model, decoding: .greedy).evaluate(development.utterances)
    let (words, characters) = (errors.words.rate, errors.characters.rate)
    entry.wordErrorRate = words
    entry.characterErrorRate = characters
    let best = (
      progress.bestWordErrorRate ?? .infinity, progress.bestCharacterErrorRate ?? .infinity
    )
    if (words, characters) <= best {
      entry.isBest = true
      progress.bestWordErrorRate = words
      progress.bestCharacterErrorRate = characters
    }
    if entry.isBest || configuration.keep == .last { try model.write(to: directory) }
    clock.end(.evaluation)
    phases.add(clock.durations)
    entry.phases = phases.shares
  }

  private func log(_ entry: EpochReport) throws {
    let url = directory.appending(path: "log.jsonl")
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let line = try encoder.encode(entry) + Data("\n".utf8)
    let earlier = (try? Data(contentsOf: url)) ?? Data()
    try writeAtomically(earlier + line, to: url)
  }

  private static func fingerprint(
    _ configuration: TrainingConfiguration, _ alphabet: Alphabet, _ training: DataSet,
    sounds: [Int]
  ) throws -> String {
    var fingerprint = Fingerprint()
    fingerprint.add(try configuration.yaml.utf8)
    for line in alphabet.tokenLines { fingerprint.add(line.utf8) }
    for utterance in training.utterances {
      fingerprint.add(utterance.entry.text.utf8)
      fingerprint.add("\(utterance.clip.samples.count)".utf8)
    }
    for length in sounds { fingerprint.add("\(length)".utf8) }
    return String(fingerprint.value, radix: 16)
  }
}
