public import Interchange

extension EventFile {
  /// Adds what a step brought, in the group `step`.
  public func append(_ step: StepReport) throws(FileError) {
    try append(
      [
        "step/loss": step.loss, "step/gradient_norm": step.gradientNorm,
        "step/learning_rate": Double(step.learningRate),
      ], step: step.step)
  }

  /// Adds what an epoch brought, in the groups `epoch` and `development`; error rates are between 0
  /// and 1 as a rule.
  public func append(_ epoch: EpochReport) throws(FileError) {
    try append(
      [
        "epoch/loss": epoch.loss, "epoch/gradient_norm": epoch.gradientNorm,
        "epoch/learning_rate": Double(epoch.learningRate), "epoch/null_share": epoch.nullShare,
        "epoch/frames_per_second": epoch.framesPerSecond,
        "development/word_error_rate": epoch.wordErrorRate,
        "development/character_error_rate": epoch.characterErrorRate,
      ], step: epoch.steps)
  }
}
