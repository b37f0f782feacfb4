/// How a training ended.
public struct TrainingResult: Sendable {
  /// The word and character error rate of the model on the development set, of the best one so far
  /// while the training goes on; nil if none was measured.
  public var wordErrorRate, characterErrorRate: Double?
  /// Epochs that are finished, and steps taken.
  public var epochs, steps: Int
  /// Whether there is nothing left to do; else it was asked to stop, and can be resumed.
  public var isFinished: Bool
  /// Utterances by their mean excess loss over the training, the highest first; empty if it goes on.
  public var rankedUtterances: [RankedUtterance]
}
