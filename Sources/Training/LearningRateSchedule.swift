import Foundation

/// How the learning rate moves over a training: up in a straight line, then down along half a cosine.
public struct LearningRateSchedule: Sendable, Equatable, Codable {
  /// The share of all steps in which the rate rises from almost zero.
  public var warmUp: Float = 0.05
  /// The share of all steps at the highest rate, after which it falls.
  public var hold: Float = 0.35
  /// The last rate as a share of the highest.
  public var end: Float = 0.01

  /// A short rise, a third at the top, then down to a hundredth.
  public init() {}

  /// What the highest rate is multiplied by in step `step` of `total`, counted from 0.
  public func factor(step: Int, of total: Int) -> Float {
    let progress = (Float(step) + 1) / Float(max(total, 1))
    if progress < warmUp { return progress / warmUp }
    let fall = (progress - warmUp - hold) / max(1 - warmUp - hold, .ulpOfOne)
    guard fall > 0 else { return 1 }
    return end + (1 - end) * 0.5 * (1 + cos(.pi * min(fall, 1)))
  }
}
