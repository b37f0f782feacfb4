extension OptimizerConfiguration {
  /// For each value whether an optimizer can work with it, its key, and what it should be.
  package var checks: [(Bool, String, String)] {
    let standard = OptimizerConfiguration()
    let descends = kind == .sgd
    func unused<T: Equatable>(
      _ key: String, _ path: KeyPath<OptimizerConfiguration, T>, _ isUsed: Bool, _ reason: String
    ) -> (Bool, String, String) {
      let (value, left) = (self[keyPath: path], standard[keyPath: path])
      return (
        isUsed || value == left, "optimizer.\(key)", "\(value); it must be \(left) \(reason)"
      )
    }
    return [
      (
        learningRate > 0 && learningRate.isFinite, "optimizer.learningRate",
        "\(learningRate); it must be above 0 and finite"
      ),
      ((0..<1).contains(beta1), "optimizer.beta1", "\(beta1); from 0 to below 1"),
      ((0..<1).contains(beta2), "optimizer.beta2", "\(beta2); from 0 to below 1"),
      (
        epsilon > 0 && epsilon.isFinite, "optimizer.epsilon",
        "\(epsilon); it must be above 0 and finite"
      ),
      ((0..<1).contains(momentum), "optimizer.momentum", "\(momentum); from 0 to below 1"),
      (
        weightDecay >= 0 && weightDecay.isFinite, "optimizer.weightDecay",
        "\(weightDecay); it must be at least 0 and finite"
      ),
      (
        (1...1_000_000).contains(accumulate), "optimizer.accumulate",
        "\(accumulate); from 1 to 1000000"
      ),
      (clipNorm >= 0, "optimizer.clipNorm", "\(clipNorm); it must be at least 0"),
      (clipValue >= 0, "optimizer.clipValue", "\(clipValue); it must be at least 0"),
      unused("beta1", \.beta1, !descends, "with sgd, which does without it"),
      unused("beta2", \.beta2, !descends, "with sgd, which does without it"),
      unused("epsilon", \.epsilon, !descends, "with sgd, which does without it"),
      unused("momentum", \.momentum, descends, "with \(kind.rawValue), which does without it"),
      unused("nesterov", \.nesterov, descends && momentum > 0, "without sgd and momentum"),
    ]
  }
}
