extension LearningRateSchedule {
  /// For each value whether a training can work with it, its key, and what it should be.
  var checks: [(Bool, String, String)] {
    func unused<T: Equatable>(
      _ key: String, _ path: KeyPath<LearningRateSchedule, T>, _ isUsed: Bool
    ) -> (Bool, String, String) {
      let (value, left) = (self[keyPath: path], LearningRateSchedule()[keyPath: path])
      return (
        isUsed || value == left, "schedule.\(key)",
        "\(value); it must be \(left) with \(kind.rawValue), which does without it"
      )
    }
    return [
      ((0...1).contains(warmUp), "schedule.warmUp", "\(warmUp); from 0 to 1"),
      ((0...1).contains(hold), "schedule.hold", "\(hold); from 0 to 1"),
      ((0...1).contains(end), "schedule.end", "\(end); from 0 to 1"),
      (fall > 0 && fall < 1, "schedule.fall", "\(fall); between 0 and 1"),
      (patience > 0, "schedule.patience", "\(patience); it must be at least 1"),
      unused("warmUp", \.warmUp, kind.hasWarmUp), unused("hold", \.hold, kind.hasHold),
      unused("fall", \.fall, kind == .plateau), unused("patience", \.patience, kind == .plateau),
    ]
  }
}

extension LearningRateSchedule.Kind {
  /// Whether ``LearningRateSchedule/warmUp`` counts.
  var hasWarmUp: Bool { self != .oneCycle }
  /// Whether ``LearningRateSchedule/hold`` counts.
  var hasHold: Bool { self == .cosine || self == .exponential }
}
