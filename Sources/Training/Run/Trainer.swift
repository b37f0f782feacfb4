import AudioFrontEnd
public import CTC
public import Foundation
import Interchange
import NumericCore
import RecurrentNetwork
import SequenceLabeler

/// Trains a recognizer and keeps what it needs to go on after an interruption.
///
///     let (learned, heldOut) = recordings.holdingOut()
///     let trainer = try Trainer(
///       configuration, alphabet: alphabet, training: learned, development: heldOut,
///       directory: model, resuming: false)
///     let result = try trainer.run { print($0.line) }
///
/// The directory given gets `training.yaml` with the configuration, the model (`config.json`,
/// `tokens.txt`, `weights.safetensors`), `last.checkpoint` now and then and after every epoch, `log.jsonl` with a line an epoch, and at
/// the end `losses.tsv` with the utterances by their excess loss.
public final class Trainer {
  let configuration: TrainingConfiguration
  let alphabet: Alphabet
  let training: DataSet
  let development: DataSet
  let modelConfiguration: ModelConfiguration
  let step: TrainingStep
  var average: WeightAverage
  let evaluated: Network
  let source: ExampleSource
  let sampler: BatchSampler
  let directory: URL
  /// The model to start from, if it has a share in what becomes the model.
  let initial: InitialModel?
  /// Whether the training starts from a model that has all symbols.
  let startKnowsAllSymbols: Bool
  /// The words of the model that the training starts from, if it has a list of them.
  public let inheritedVocabulary: InheritedVocabulary?
  private let checkpoint: CheckpointFile
  let framesPerSymbol: Double
  var progress: TrainingProgress
  var losses: UtteranceLosses
  var phases = PhaseDurations()
  /// Feature frames of the varied examples that this run has learned from in the epoch under way.
  var learnedFrames = 0
  /// What the batches of the step under way add up to.
  var stepSums = EpochSums()

  /// Prepares a training, or takes up an interrupted one.
  ///
  /// - Parameters:
  ///   - configuration: how to train.
  ///   - alphabet: what the recognizer can write.
  ///   - training: what is learned from.
  ///   - development: what decides which epoch's model is kept; of an empty one, the last one's is.
  ///   - directory: where model, checkpoint and log go.
  ///   - resuming: whether to go on from the checkpoint there.
  /// - Throws: ``ConfigurationError``, ``NothingToLearn``, ``CheckpointError`` when there is a checkpoint
  ///   and nobody asked for it or the other way round, and what the parts throw.
  public init(
    _ configuration: TrainingConfiguration, alphabet: Alphabet, training: DataSet,
    development: DataSet, directory: URL, resuming: Bool
  ) throws {
    self.configuration = configuration
    self.alphabet = alphabet
    self.training = training
    self.development = development
    self.directory = directory
    try Self.check(directory, resuming: resuming)
    checkpoint = Self.checkpoint(in: directory)
    let extractor = try configuration.extractor()
    guard !training.utterances.isEmpty else {
      throw NothingToLearn(firstFault: training.faults.first)
    }
    let augmentation = try Augmentation(
      configuration.augmentation, sampleRate: configuration.features.sampleRate)
    let networkConfiguration = NetworkConfiguration(
      inputs: configuration.features.melBinCount, outputs: alphabet.count,
      shape: configuration.network)
    let network = try Network(
      networkConfiguration, seed: configuration.seed, null: alphabet.null,
      precision: configuration.precision.resolved)
    let initial = try configuration.initialModel.isEmpty ? nil : InitialModel(configuration)
    try network.update { try initial?.blend(into: &$0, share: 1, alphabet: alphabet) }
    self.initial = configuration.initialShare > 0 ? initial : nil
    startKnowsAllSymbols = initial?.knows(alphabet) ?? false
    inheritedVocabulary = try initial?.vocabulary(
      for: training.utterances.map(\.entry.text), alphabet: alphabet)
    evaluated = try Network(networkConfiguration, seed: configuration.seed)
    step = TrainingStep(
      network: network, null: alphabet.null, configuration.optimizer, loss: configuration.loss)
    average = WeightAverage(
      average: network.parameters, decay: configuration.averageDecay)
    sampler = BatchSampler(
      lengths: training.utterances.map {
        max(1, extractor.frameCount(sampleCount: $0.sound.count))
      }, maximumFrames: configuration.batchFrames,
      maximumUtterances: configuration.batchUtterances, seed: configuration.seed,
      firstEpoch: configuration.firstEpoch)
    let outputFrames = sampler.lengths.reduce(0) { $0 + configuration.network.frameCount($1) }
    let symbols = training.utterances.reduce(0) { $0 + $1.target.count }
    framesPerSymbol = Double(outputFrames) / Double(max(symbols, 1))

    let normalization =
      try initial?.normalization
      ?? FeatureStatistics(
        columns: extractor.columnCount, matrices: training.utterances.count
      ) { extractor.features(of: try training.utterances[$0].clip()) }.normalization(
        priorFrames: configuration.normalization.priorFrames(
          framesPerSecond: Float(extractor.sampleRate) / Float(configuration.features.frameShift)))
    var modelConfiguration = ModelConfiguration(
      features: configuration.features, normalization: normalization,
      network: networkConfiguration)
    inheritedVocabulary?.configure(&modelConfiguration)
    self.modelConfiguration = modelConfiguration
    source = ExampleSource(
      training.utterances, extractor: extractor, normalization: normalization,
      augmentation: augmentation, boundary: alphabet.wordBoundary, seed: configuration.seed)
    progress = TrainingProgress(
      fingerprint: try Self.fingerprint(
        configuration, alphabet, [training, development],
        sounds: augmentation.soundFingerprints, start: initial))
    losses = UtteranceLosses(utteranceCount: training.utterances.count)
    if resuming {
      (progress, losses) = try checkpoint.read(
        into: &checkpointed, fingerprint: progress.fingerprint, configuration: configuration)
      step.optimizer.steps = progress.steps
    }
  }

  /// All values that change in training.
  private var checkpointed: [CheckpointFile.Part] {
    get {
      [("weights", step.network.parameters), ("average", average.average)] + step.optimizer.state
    }
    set {
      step.network.update { $0 = newValue[0].values }
      average.average = newValue[1].values
      step.optimizer.state = Array(newValue.dropFirst(2))
    }
  }

  /// The number of trainable values.
  public var parameterCount: Int { step.network.parameters.count }

  /// Epochs that are finished; more than 0 after taking up an interrupted training.
  public var finishedEpochs: Int { progress.epoch }

  /// Steps that were taken; more than 0 after taking up an interrupted training.
  public var finishedSteps: Int { progress.steps }

  /// Whether there is nothing left to do.
  var isOver: Bool {
    progress.epoch >= configuration.epochs
      || configuration.patience > 0 && progress.evaluationsSinceBest >= configuration.patience
  }

  /// Trains until the last epoch and leaves the model that the configuration asks for in the
  /// directory.
  ///
  /// - Parameters:
  ///   - interval: how often a checkpoint is written within an epoch, at most; more seldom where
  ///     that would take more than a fiftieth of the time.
  ///   - isStopRequested: is asked after each step; if so, a checkpoint is written and the training
  ///     ends early.
  ///   - reportStep: is called after each step.
  ///   - report: is called after each epoch, when its checkpoint is written.
  /// - Returns: how it ended.
  /// - Throws: what writing the files throws, what reading sound throws that is not kept in memory, and
  ///   what `reportStep` and `report` throw; the training can be resumed.  ``TrainingDivergence`` when
  ///   a too high learning rate has spoilt the weights; neither they nor a checkpoint of them are
  ///   written.
  public func run(
    checkpointEvery interval: Duration = .seconds(30), isStopRequested: () -> Bool = { false },
    reportStep: (StepReport) throws -> Void = { _ in }, report: (EpochReport) throws -> Void
  ) throws -> TrainingResult {
    try makeFolder(directory)
    let lock = try DirectoryLock(directory)
    defer { withExtendedLifetime(lock) {} }
    for folder in [directory, keptFolder] { removePartialFiles(in: folder) }
    try writeAtomically(
      Data(configuration.explainedYAML.utf8), to: directory.appending(path: "training.yaml"))
    try inheritedVocabulary?.copyLanguageModels(to: directory)
    var log = try TrainingLog(in: directory, through: progress.epoch)
    // A disk that is full is told of now, not after the first epoch.
    if progress.steps == 0 { try writeCheckpoint() }
    var clock = CheckpointClock(every: interval)
    let queue = batchQueue(threads: BatchQueue.threads(beside: ThreadPool.shared.threadCount))
    let start = ContinuousClock.now
    while !isOver {
      guard var entry = try runEpoch(from: queue, clock: &clock, isStopRequested, reportStep)
      else {
        try writeCheckpoint()
        return result(isFinished: false)
      }
      progress.epoch += 1
      progress.batch = 0
      progress.sums = EpochSums()
      let isLast = progress.epoch == configuration.epochs
      if isLast || progress.epoch % configuration.evaluateEvery == 0 { try evaluate(&entry) }
      entry.seconds = (ContinuousClock.now - start) / .seconds(1)
      // Were it the other way round, an epoch could be missing from the log.
      try log.append(entry)
      try clock.measure { try writeCheckpoint() }
      try report(entry)
      if isStopRequested(), !isOver { return result(isFinished: false) }
    }
    return try finish()
  }

  /// The batches from where the training stands.
  func batchQueue(threads: Int) -> BatchQueue {
    let plan = BatchPlan(sampler, epoch: progress.epoch, batch: progress.batch)
    return BatchQueue(threads: threads, next: plan.next) {
      [source] (index, epoch) throws(AudioFileError) in
      try source.example(index, epoch: epoch)
    }
  }

  func writeCheckpoint() throws {
    try checkWeights()
    try checkpoint.write(checkpointed, progress, losses: losses, configuration: configuration)
  }
}
