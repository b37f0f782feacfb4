public import NumericCore

/// A training whose weights have become too large to go on.
public struct TrainingDivergence: DescribedError, Sendable, Equatable {
  /// The epoch in which they did, counted from 1.
  public let epoch: Int
  /// The highest learning rate.
  public let learningRate: Float

  /// What is wrong and what to do about it, in one line.
  public var description: String {
    "epoch \(epoch): the weights are infinite or no numbers any more; train with an "
      + "optimizer.learningRate below \(learningRate)"
  }
}
