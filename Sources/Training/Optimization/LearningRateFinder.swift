import AudioFrontEnd
import Foundation
import NumericCore
import RecurrentNetwork

/// What came of the first epochs of a training at a learning rate.
public struct LearningRateTrial: Sendable, Equatable {
  /// The highest learning rate.
  public let rate: Float
  /// The epochs learned through.
  public let epochs: Int
  /// The mean loss of an utterance in the last of them, in nats; infinite if the weights are no use any
  /// more.
  public let loss: Double
  /// The share of its output frames in which the null symbol was the likeliest.
  public let nullShare: Double
  /// Whether the network still says hardly anything.
  public let saysOnlyNulls: Bool
}

extension Trainer {
  /// Learns through the first epochs of the training at several learning rates, each from the same
  /// weights on the same batches; the trainer is of no use afterwards.
  ///
  /// The first rate is the configuration's.  Its trial lasts half as long again as the network says only
  /// nulls, at least a tenth and at most two fifths of all epochs, and the others as long.  They are half
  /// a power of ten lower and higher, and go on where the loss falls, to a hundredth or the hundredfold.
  ///
  /// A loss over steps of rising rates (Smith, WACV 2017, section 3.3) tells nothing here: that of CTC
  /// falls while the null symbol is learned, and is then level for as long as nothing else is, at rates
  /// that are far too high, too.  How far the first epochs foretell the others is told in <doc:Training>.
  ///
  /// - Parameter report: is called after each trial.
  /// - Returns: the trials by rising rates, and the rate of the lowest loss; nil if the network still says
  ///   only nulls there, or if it is the last one that may be tried.
  /// - Throws: `AudioFileError` of sound that is not kept in memory, when it cannot be read again, and
  ///   what `report` throws.
  public func findLearningRate(
    report: (LearningRateTrial) throws -> Void = { _ in }
  ) throws -> (trials: [LearningRateTrial], suggestion: Float?) {
    let start = step.network.parameters
    let (least, most) = ((configuration.epochs + 9) / 10, (2 * configuration.epochs + 4) / 5)
    var trials: [Int: LearningRateTrial] = [:]
    var epochs: Int?
    func best() -> Int? { trials.min { ($0.value.loss, $0.key) < ($1.value.loss, $1.key) }?.key }
    func run(_ place: Int) throws {
      guard abs(place) <= Self.outermost, trials[place] == nil else { return }
      let rate = configuration.optimizer.learningRate * Float(pow(10, Double(place) / 2))
      // A network that has yet to learn the null symbol says anything.
      var hasLearnedNulls = startKnowsAllSymbols
      let trial = try trial(from: start, rate: rate) { epoch, saysOnlyNulls in
        if let epochs { return epoch == epochs }
        hasLearnedNulls = hasLearnedNulls || saysOnlyNulls || step.optimizer.steps >= 200
        if saysOnlyNulls || !hasLearnedNulls { return epoch == most }
        if epoch >= least { epochs = min(max(least, epoch + epoch / 2), most) }
        return epoch == epochs
      }
      if trial.loss.isFinite { epochs = trial.epochs }
      trials[place] = trial
      try report(trial)
    }
    for place in [0, -1, 1] { try run(place) }
    while let place = best(), trials[place - 1] == nil || trials[place + 1] == nil {
      let count = trials.count
      try run(place - 1)
      try run(place + 1)
      if trials.count == count { break }
    }
    let sorted = trials.values.sorted { $0.rate < $1.rate }
    guard let place = best(), abs(place) < Self.outermost, let trial = trials[place],
      !trial.saysOnlyNulls, trial.loss.isFinite
    else { return (sorted, nil) }
    return (sorted, trial.rate)
  }

  /// How many times half a power of ten the rates go lower and higher.
  private static var outermost: Int { 4 }

  /// Learns from `start` until `isOver` says so of the epochs finished and whether the last one said only
  /// nulls.
  private func trial(
    from start: ParameterStore, rate: Float,
    until isOver: (_ epoch: Int, _ saysOnlyNulls: Bool) -> Bool
  ) throws(AudioFileError) -> LearningRateTrial {
    step.network.update { $0 = start }
    step.optimizer = Optimizer(for: start, configuration.optimizer)
    let queue = batchQueue(threads: BatchQueue.threads(beside: ThreadPool.shared.threadCount))
    let accumulated = configuration.optimizer.accumulate
    var epoch = 0
    while true {
      let batches = sampler.batches(epoch: epoch)
      let perEpoch = (batches.count + accumulated - 1) / accumulated
      var sums = EpochSums()
      for (number, batch) in batches.enumerated() {
        let steps = step.optimizer.steps
        let factor = configuration.schedule.factor(
          step: steps, of: perEpoch * configuration.epochs)
        let result = step.run(
          try queue.take() ?? [], learningRate: rate * factor,
          dropoutSeed: SeededGenerator.seed(
            configuration.seed, UInt64(steps * accumulated + number % accumulated)),
          completesStep: (number + 1) % accumulated == 0 || number + 1 == batches.count)
        sums.add(result, of: batch)
        sums.add(frames: step.outputFrames)
      }
      epoch += 1
      let isUsable = step.network.parameters.sumOfSquares().isFinite && sums.counted > 0
      let saysOnlyNulls = sums.saysOnlyNulls(framesPerSymbol: framesPerSymbol)
      if !isUsable || isOver(epoch, saysOnlyNulls) {
        return LearningRateTrial(
          rate: rate, epochs: epoch, loss: isUsable ? sums.meanLoss : .infinity,
          nullShare: sums.nullShare, saysOnlyNulls: saysOnlyNulls)
      }
    }
  }
}
