extension TrainingConfiguration {
  /// Checks that every number is one that a training can use; the parts check their own.
  func validate(_ source: String) throws(ConfigurationError) {
    let checks: [(Bool, String, String)] = [
      (epochs > 0, "epochs", "\(epochs); it must be at least 1"),
      (batchFrames > 0, "batchFrames", "\(batchFrames); it must be at least 1"),
      (batchUtterances > 0, "batchUtterances", "\(batchUtterances); it must be at least 1"),
      (evaluateEvery > 0, "evaluateEvery", "\(evaluateEvery); it must be at least 1"),
      (
        optimizer.learningRate > 0 && optimizer.learningRate.isFinite, "optimizer.learningRate",
        "\(optimizer.learningRate); it must be above 0"
      ),
      (
        (0..<1).contains(optimizer.beta1), "optimizer.beta1",
        "\(optimizer.beta1); from 0 to below 1"
      ),
      (
        (0..<1).contains(optimizer.beta2), "optimizer.beta2",
        "\(optimizer.beta2); from 0 to below 1"
      ),
      (optimizer.epsilon > 0, "optimizer.epsilon", "\(optimizer.epsilon); it must be above 0"),
      (
        optimizer.weightDecay >= 0, "optimizer.weightDecay",
        "\(optimizer.weightDecay); it must be at least 0"
      ),
      ((0...1).contains(schedule.warmUp), "schedule.warmUp", "\(schedule.warmUp); from 0 to 1"),
      ((0...1).contains(schedule.hold), "schedule.hold", "\(schedule.hold); from 0 to 1"),
      ((0...1).contains(schedule.end), "schedule.end", "\(schedule.end); from 0 to 1"),
      (
        (0...1).contains(augmentation.noise), "augmentation.noise",
        "\(augmentation.noise); from 0 to 1"
      ),
      (
        (0...1).contains(augmentation.telephoneBand), "augmentation.telephoneBand",
        "\(augmentation.telephoneBand); from 0 to 1"
      ),
      ((0..<1).contains(averageDecay), "averageDecay", "\(averageDecay); from 0 to below 1"),
      (
        !augmentation.speeds.isEmpty
          && augmentation.speeds.allSatisfy { (0.5...2).contains($0) },
        "augmentation.speeds", "\(augmentation.speeds); one or more factors from 0.5 to 2"
      ),
      (
        augmentation.noiseDecibels.count == 2
          && augmentation.noiseDecibels[0] <= augmentation.noiseDecibels[1],
        "augmentation.noiseDecibels", "\(augmentation.noiseDecibels); two numbers that rise"
      ),
    ]
    for (holds, key, reason) in checks where !holds {
      throw .wrongValue(source: source, key: key, reason: reason)
    }
  }
}
