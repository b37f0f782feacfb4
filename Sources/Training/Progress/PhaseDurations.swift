/// The parts that a training's time is spent on.
public enum Phase: String, Sendable, CaseIterable, Codable {
  /// Waiting for features that were not ready when their batch was due.
  case wait
  /// The network from features to logits.
  case forward
  /// The CTC loss and its gradient.
  case loss
  /// The network's gradients.
  case backward
  /// Clipping, the optimizer and repacking of weights.
  case update
  /// Writing checkpoints within an epoch.
  case checkpoint
  /// Decoding the development set.
  case evaluation
}

/// Seconds spent on each phase.
public struct PhaseDurations: Sendable {
  /// The seconds of each phase that took any.
  public private(set) var seconds: [Phase: Double] = [:]

  /// No time spent yet.
  public init() {}

  /// Adds time to a phase.
  mutating func add(_ seconds: Double, to phase: Phase) {
    self.seconds[phase, default: 0] += seconds
  }

  /// Adds the time of another account.
  mutating func add(_ other: PhaseDurations) {
    for (phase, time) in other.seconds { add(time, to: phase) }
  }

  /// Each phase's share in percent, such as `forward 31% backward 55%`.
  var shares: String {
    let total = max(seconds.values.reduce(0, +), .leastNormalMagnitude)
    return Phase.allCases.compactMap { phase in
      seconds[phase].map { "\(phase.rawValue) \(Int((100 * $0 / total).rounded()))%" }
    }.joined(separator: " ")
  }
}

/// Splits the time that passes among phases.
struct PhaseClock {
  private(set) var durations = PhaseDurations()
  private var last = ContinuousClock.now

  /// Ends a phase: the time since the last end, or since the clock was made, is its own.
  mutating func end(_ phase: Phase) {
    let now = ContinuousClock.now
    durations.add((now - last) / .seconds(1), to: phase)
    last = now
  }
}
