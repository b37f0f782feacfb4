import AudioFrontEnd
import NumericCore
import RecurrentNetwork

extension Trainer {
  /// The rest of the epoch under way; nil if the training should stop before its end.
  func runEpoch(
    from queue: BatchQueue, clock: inout CheckpointClock, _ isStopRequested: () -> Bool,
    _ reportStep: (StepReport) throws -> Void
  ) throws -> EpochReport? {
    (phases, learnedFrames) = (PhaseDurations(), 0)
    let batches = sampler.batches(epoch: progress.epoch)
    let accumulated = configuration.optimizer.accumulate
    let total = (batches.count + accumulated - 1) / accumulated * configuration.epochs
    var framesLeft = batches.dropFirst(progress.batch).reduce(0) { $0 + sampler.frames(of: $1) }
    let start = ContinuousClock.now
    while progress.batch < batches.count {
      let batch = batches[progress.batch]
      let isComplete =
        (progress.batch + 1) % accumulated == 0 || progress.batch + 1 == batches.count
      framesLeft -= sampler.frames(of: batch)
      let step = try learn(
        batch, from: queue, totalSteps: total, framesLeft: framesLeft, completesStep: isComplete)
      progress.batch += 1
      if let step { try reportStep(step) }
      guard progress.batch < batches.count else { break }
      guard isComplete else { continue }
      if isStopRequested() { return nil }
      if clock.isDue {
        var phase = PhaseClock()
        try clock.measure { try writeCheckpoint() }
        phase.end(.checkpoint)
        phases.add(phase.durations)
      }
    }
    let seconds = max((ContinuousClock.now - start) / .seconds(1), 1e-9)
    return epochReport(of: total, framesPerSecond: Double(learnedFrames) / seconds)
  }

  /// Learns from one batch; returns what the step brought, if that completes it.
  private func learn(
    _ batch: [Int], from queue: BatchQueue, totalSteps: Int, framesLeft: Int, completesStep: Bool
  ) throws(AudioFileError) -> StepReport? {
    var clock = PhaseClock()
    let examples = try queue.take() ?? []
    clock.end(.wait)
    phases.add(clock.durations)
    learnedFrames += examples.reduce(0) { $0 + $1.features.rows }
    let accumulated = configuration.optimizer.accumulate
    let rate = learningRate(step: progress.steps, of: totalSteps)
    let result = step.run(
      examples, learningRate: rate,
      dropoutSeed: SeededGenerator.seed(
        configuration.seed,
        UInt64(progress.steps * accumulated + progress.batch % accumulated)),
      completesStep: completesStep)
    if completesStep {
      progress.steps = step.optimizer.steps
      average.update(from: step.network.parameters, step: progress.steps)
    }
    phases.add(result.phases)
    progress.sums.add(result, of: batch)
    stepSums.add(result, of: batch)
    progress.sums.add(frames: step.outputFrames)
    clock = PhaseClock()
    // What was joined to an utterance, or is in its place, would have its share of the loss.
    let alone = batch.indices.filter {
      examples[$0].target == training.utterances[batch[$0]].target
    }
    for (place, loss) in zip(alone, step.excessLosses(of: examples, at: alone)) {
      losses.add(loss, at: batch[place], symbols: examples[place].target.count)
    }
    clock.end(.loss)
    phases.add(clock.durations)
    guard let norm = result.gradientNorm else { return nil }
    defer { stepSums = EpochSums() }
    return StepReport(
      epoch: progress.epoch + 1, epochs: configuration.epochs, step: progress.steps,
      loss: stepSums.counted > 0 ? stepSums.meanLoss : nil, epochLoss: progress.sums.meanLoss,
      gradientNorm: Double(norm), learningRate: rate, framesLeft: framesLeft)
  }

  /// The learning rate of a step, counted from 0.
  private func learningRate(step: Int, of total: Int) -> Float {
    let factor = configuration.schedule.factor(step: step, of: total)
    let fallen = max(progress.rateFactor, min(configuration.schedule.end, 1))
    return configuration.optimizer.learningRate
      * (configuration.schedule.kind == .plateau ? factor * fallen : factor)
  }

  /// What the epoch that has just ended brought.
  private func epochReport(of total: Int, framesPerSecond: Double) -> EpochReport {
    let sums = progress.sums
    let symptoms = Symptom.found(
      in: sums, progress: progress, configuration: configuration,
      framesPerSymbol: framesPerSymbol, units: step.units
    ) { training.utterances[$0].entry.location }
    progress.noteLowest(of: sums)
    if progress.firstUnstableEpoch == nil, symptoms.contains(where: \.isUnstable) {
      progress.firstUnstableEpoch = progress.epoch + 1
    }
    return EpochReport(
      epoch: progress.epoch + 1, epochs: configuration.epochs, steps: progress.steps,
      loss: sums.meanLoss, gradientNorm: sums.meanGradientNorm,
      learningRate: learningRate(step: max(progress.steps, 1) - 1, of: total),
      nullShare: sums.nullShare, isBest: false, framesPerSecond: framesPerSecond, seconds: 0,
      phases: phases.shares, symptoms: symptoms.map(\.description))
  }
}
