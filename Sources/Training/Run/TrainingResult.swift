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

  /// Whether the error rate on the development set, if there is one, is better than a guess.
  public var hasLearned: Bool { (characterErrorRate ?? 0) <= Symptom.hopelessErrorRate }

  /// The utterances whose texts may be wrong, the worst first.
  ///
  /// They are those with an excess loss of more than a nat a symbol above the median's; where nothing was
  /// learned, none stands out.
  public var suspectUtterances: [RankedUtterance] {
    guard hasLearned, !rankedUtterances.isEmpty else { return [] }
    let median = rankedUtterances[rankedUtterances.count / 2].excessLoss
    return Array(rankedUtterances.prefix { $0.excessLoss > median + 1 })
  }
}
