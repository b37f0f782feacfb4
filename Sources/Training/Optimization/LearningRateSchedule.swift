import Foundation

/// How the learning rate moves over a training.
public struct LearningRateSchedule: Sendable, Equatable, Codable {
  /// The shape of the way down, and with `oneCycle` of the way up.
  public enum Kind: String, Sendable, Codable, CaseIterable {
    /// Up in a straight line, level, then down along half a cosine (Loshchilov and Hutter, ICLR 2017).
    case cosine
    /// Up along half a cosine in 30 % of the steps from a twenty-fifth, then down along another, as
    /// PyTorch's `OneCycleLR` (Smith and Topin 2018, without the cycle of momentum).
    case oneCycle
    /// Up in a straight line, level, then down by the same factor in each step.
    case exponential
    /// Up in a straight line, then down by ``LearningRateSchedule/fall`` whenever the
    /// development set has not got better for ``LearningRateSchedule/patience`` evaluations.
    case plateau
  }

  /// The shape.
  public var kind = Kind.cosine
  /// The share of all steps in which the rate rises from almost zero.
  public var warmUp: Float = 0.05
  /// The share of all steps at the highest rate, after which it falls.
  public var hold: Float = 0.35
  /// The last rate as a share of the highest.
  public var end: Float = 0.01
  /// What `plateau` multiplies the rate by.
  public var fall: Float = 0.5
  /// How many evaluations without a gain `plateau` waits for.
  public var patience = 4

  /// A short rise, a third at the top, then down to a hundredth along half a cosine.
  public init() {}

  /// What the highest rate is multiplied by in step `step` of `total`, counted from 0; for `plateau`
  /// before its falls.
  public func factor(step: Int, of total: Int) -> Float {
    let progress = (Float(step) + 1) / Float(max(total, 1))
    if kind == .oneCycle {
      let rise: Float = 0.3
      return progress < rise
        ? Self.cosine(from: 1 / 25, to: 1, progress / rise)
        : Self.cosine(from: 1, to: end, (progress - rise) / (1 - rise))
    }
    if progress < warmUp { return progress / warmUp }
    let fall = (progress - warmUp - hold) / max(1 - warmUp - hold, .ulpOfOne)
    guard fall > 0, kind != .plateau else { return 1 }
    return kind == .exponential
      ? pow(max(end, 1e-6), min(fall, 1)) : Self.cosine(from: 1, to: end, fall)
  }

  /// A value on half a cosine.
  private static func cosine(from start: Float, to end: Float, _ progress: Float) -> Float {
    end + (start - end) * 0.5 * (1 + cos(.pi * min(progress, 1)))
  }
}
