import Foundation
import Interchange
import NumericCore
import RecurrentNetwork
import SequenceLabeler

extension Trainer {
  /// Decodes the development set with the averaged weights and keeps them if they are to be kept.
  func evaluate(_ entry: inout EpochReport) throws {
    try checkWeights()
    var clock = PhaseClock()
    defer {
      clock.end(.evaluation)
      phases.add(clock.durations)
      entry.phases = phases.shares
    }
    try evaluated.update { parameters in
      parameters = configuration.averageDecay > 0 ? average.average : step.network.parameters
      try initial?.blend(into: &parameters, share: configuration.initialShare, alphabet: alphabet)
    }
    let (model, rates) = try measure()
    guard let (words, characters) = rates else {
      try model.writeKeepingWords(to: directory, weightsAs: configuration.storedWeights)
      return
    }
    entry.wordErrorRate = words
    entry.characterErrorRate = characters
    let best = (
      progress.bestWordErrorRate ?? .infinity, progress.bestCharacterErrorRate ?? .infinity
    )
    let isBetter = (words, characters) < best
    if (words, characters) <= best {
      entry.isBest = true
      progress.bestWordErrorRate = words
      progress.bestCharacterErrorRate = characters
    }
    // A network that writes nothing, as it does for many epochs at first, has yet to begin.
    let counts = characters < 1 ? 1 : 0
    progress.evaluationsSinceBest = isBetter ? 0 : progress.evaluationsSinceBest + counts
    progress.evaluationsSinceFall = isBetter ? 0 : progress.evaluationsSinceFall + 1
    if progress.evaluationsSinceFall >= configuration.schedule.patience {
      progress.rateFactor *= configuration.schedule.fall
      progress.evaluationsSinceFall = 0
    }
    if configuration.keep == .average {
      try keep(
        KeptEpoch(epoch: progress.epoch, wordErrorRate: words, characterErrorRate: characters))
    }
    if entry.isBest || configuration.keep == .last {
      try model.writeKeepingWords(to: directory, weightsAs: configuration.storedWeights)
    }
    if isOver, let rate = progress.bestCharacterErrorRate, rate > Symptom.hopelessErrorRate {
      entry.symptoms.append(
        Symptom.nothingLearned(errorRate: rate, unstableSince: progress.firstUnstableEpoch)
          .description)
    }
  }

  /// The word and character error rate on the development set of the model that the training starts
  /// from, as epochs are measured; nil if it starts from none or from one that lacks a symbol of the
  /// alphabet, or if it has taken steps.
  ///
  /// - Throws: what reading sound throws that is not kept in memory.
  public func initialErrorRates() throws -> (words: Double, characters: Double)? {
    guard startKnowsAllSymbols, progress.steps == 0 else { return nil }
    evaluated.update { $0 = step.network.parameters }
    return try measure().rates
  }

  /// Throws ``TrainingDivergence`` if the weights, or their average, are no use any more.
  func checkWeights() throws {
    for weights in [step.network.parameters, average.average]
    where !weights.sumOfSquares().isFinite {
      let finished = progress.epoch
      throw TrainingDivergence(
        epoch: progress.batch > 0 ? finished + 1 : finished,
        learningRate: configuration.optimizer.learningRate)
    }
  }

  /// What the training leaves behind at its end.
  func finish() throws -> TrainingResult {
    var result = result(isFinished: true)
    if configuration.keep == .last, let last = try EpochReport.log(in: directory).last {
      (result.wordErrorRate, result.characterErrorRate) =
        (last.wordErrorRate, last.characterErrorRate)
    }
    if configuration.keep == .average, !progress.kept.isEmpty {
      try average(progress.kept.map { keptFile(of: $0) })
      let (model, rates) = try measure()
      try model.writeKeepingWords(to: directory, weightsAs: configuration.storedWeights)
      (result.wordErrorRate, result.characterErrorRate) = (rates?.words, rates?.characters)
    }
    result.rankedUtterances = training.utterances.indices.compactMap { index in
      losses.mean(index).map {
        RankedUtterance(entry: training.utterances[index].entry, excessLoss: $0)
      }
    }.sorted { ($0.excessLoss, $0.entry.location) > ($1.excessLoss, $1.entry.location) }
    try UtteranceLossFile(in: directory).write(result.rankedUtterances)
    return result
  }

  /// Where the training stands.
  func result(isFinished: Bool) -> TrainingResult {
    TrainingResult(
      wordErrorRate: progress.bestWordErrorRate,
      characterErrorRate: progress.bestCharacterErrorRate, epochs: progress.epoch,
      steps: progress.steps, isFinished: isFinished, rankedUtterances: [])
  }

  /// The model of the weights under evaluation, and its error rates on the development set, if that has any
  /// recording.
  private func measure() throws -> (model: Model, rates: (words: Double, characters: Double)?) {
    let model = try Model(
      configuration: modelConfiguration, alphabet: alphabet, network: evaluated,
      lexicon: inheritedVocabulary?.lexicon)
    guard !development.utterances.isEmpty else { return (model, nil) }
    let errors = try SequenceLabeler.greedy(model).evaluate(development.utterances)
    return (model, (errors.words.rate, errors.characters.rate))
  }

  /// Keeps the weights under evaluation for the average if they are among the best.
  ///
  /// A training that is interrupted here does the same again when it is resumed.
  private func keep(_ epoch: KeptEpoch) throws {
    let kept = (progress.kept + [epoch]).sorted {
      ($0.wordErrorRate, $0.characterErrorRate, -$0.epoch)
        < ($1.wordErrorRate, $1.characterErrorRate, -$1.epoch)
    }
    progress.kept = Array(kept.prefix(configuration.keepCount))
    if progress.kept.contains(epoch) {
      try makeFolder(keptFolder)
      try evaluated.parameters.safeTensors().write(to: keptFile(of: epoch))
    }
    for dropped in kept.dropFirst(configuration.keepCount) {
      try? FileManager.default.removeItem(at: keptFile(of: dropped))
    }
  }

  /// Where the weights of the epochs kept for an average are.
  var keptFolder: URL { directory.appending(path: "kept") }

  private func keptFile(of epoch: KeptEpoch) -> URL {
    keptFolder.appending(path: "epoch-\(epoch.epoch).safetensors")
  }

  /// Puts the mean of the weights in `files` under evaluation.
  ///
  /// - Source: Izmailov et al., UAI 2018; of checkpoints, Vaswani et al., NeurIPS 2017, section 6.1.
  private func average(_ files: [URL]) throws {
    let stores = try files.map { file in
      var store = evaluated.parameters.zeros()
      try store.load(SafeTensors(contentsOf: file))
      return store
    }
    evaluated.update { parameters in
      for entry in parameters.entries {
        let values = stores.map { $0.values(of: entry) }
        let mean = values[0].indices.map { place in
          Float(values.reduce(0.0) { $0 + Double($1[place]) } / Double(values.count))
        }
        parameters.set(entry, to: mean)
      }
    }
  }
}
