public import AudioFrontEnd
import Foundation
import NumericCore

/// The loss after steps at rising learning rates.
public struct LearningRateTrial: Sendable, Equatable {
  /// The learning rate.
  public let rate: Float
  /// The loss of an utterance, smoothed over the steps up to this one, in nats.
  public let loss: Double
}

extension Trainer {
  /// Takes up to `steps` steps while the learning rate rises from 1e-5 to 1 by the same factor each
  /// time, and stops when the loss is four times the lowest; the trainer is of no use afterwards.
  ///
  /// - Returns: a trial a step, and the suggestion: a fifth of the rate at which the loss is lowest;
  ///   nil if it never fell.
  /// - Throws: `AudioFileError` of sound that is not kept in memory, when it cannot be read again.
  /// - Source: Smith, WACV 2017, section 3.3; smoothed as in fastai.
  public func findLearningRate(
    steps: Int = 100
  ) throws(AudioFileError) -> (trials: [LearningRateTrial], suggestion: Float?) {
    let (lowest, highest) = (1e-5, 1.0)
    let queue = batchQueue(threads: 0)
    var trials: [LearningRateTrial] = []
    var average = 0.0
    for index in 0..<steps {
      guard let examples = try queue.take() else { break }
      let rate = Float(lowest * pow(highest / lowest, Double(index) / Double(max(steps - 1, 1))))
      let result = step.run(
        examples, learningRate: rate,
        dropoutSeed: SeededGenerator.seed(configuration.seed, UInt64(index)))
      let finite = result.losses.filter(\.isFinite)
      guard !finite.isEmpty else { break }
      let loss = finite.reduce(0) { $0 + Double($1) } / Double(finite.count)
      average = 0.9 * average + 0.1 * loss
      let smooth = average / (1 - pow(0.9, Double(index + 1)))
      trials.append(LearningRateTrial(rate: rate, loss: smooth))
      if smooth > 4 * (trials.map(\.loss).min() ?? smooth) { break }
    }
    let best = trials.min { $0.loss < $1.loss }
    guard let best, best != trials.first else { return (trials, nil) }
    return (trials, best.rate / 5)
  }
}
