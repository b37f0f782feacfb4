import RecurrentNetwork

extension TrainingConfiguration {
  /// Gives back their defaults to the values that have no effect and come from `base`: nobody asked
  /// for them.
  mutating func forgetUnused(of base: TrainingConfiguration) {
    let standard = TrainingConfiguration()
    func forget<T: Equatable>(
      _ key: WritableKeyPath<TrainingConfiguration, T>, unless isUsed: Bool
    ) {
      guard !isUsed, self[keyPath: key] == base[keyPath: key] else { return }
      self[keyPath: key] = standard[keyPath: key]
    }
    forget(\.text, unless: alphabet.isEmpty)
    forget(\.network.stackedFrames, unless: network.front == .stacking)
    forget(\.network.frontChannels, unless: network.front == .convolution)
    forget(\.network.frontStrides, unless: network.front == .convolution)
    forget(\.network.merge, unless: network.bidirectional)
    forget(\.network.dropoutKind, unless: network.dropout > 0)
    forget(\.schedule.warmUp, unless: schedule.kind.hasWarmUp)
    forget(\.schedule.hold, unless: schedule.kind.hasHold)
    forget(\.schedule.fall, unless: schedule.kind == .plateau)
    forget(\.schedule.patience, unless: schedule.kind == .plateau)
    forget(\.keepCount, unless: keep == .average)
  }
}
