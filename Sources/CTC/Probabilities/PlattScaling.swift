import NumericCore

/// How a posterior p becomes a confidence that is right as often as it says: σ(a ln(p / (1 - p)) + b).
///
/// Posteriors know nothing of lists of words and language models, see ``LabelPosteriors``; a word that
/// those have found is right more often than the frames alone make believe.
///
/// - Source: Platt, "Probabilistic outputs for support vector machines", in Advances in Large Margin
///   Classifiers, MIT Press 1999, with log-odds in place of a support vector machine's output.
public struct PlattScaling: Sendable, Hashable, Codable {
  /// The odds of posteriors count up to 99 to 1, either way; beyond, they tell how long a word is.
  private static let leastPosterior = 0.01
  /// With fewer words right, or fewer wrong, chance would decide.
  private static let leastCount = 10

  /// The factor a of the log-odds, not negative.
  public var slope: Float
  /// The confidence's log-odds b where the posterior is 1/2.
  public var offset: Float

  /// This scaling.
  public init(slope: Float, offset: Float) {
    self.slope = slope
    self.offset = offset
  }

  /// The scaling that makes it most probable that those words are right which are; nil with fewer than
  /// 10 words right or 10 wrong, or if words are right the less often the more probable they are.
  ///
  /// - Parameter words: the posterior of each word, from 0 to 1, and whether it is right.
  /// - Source: Platt 1999, targets included, which keep the slope finite; minimized by Newton's method.
  public init?(fitting words: [(posterior: Float, isRight: Bool)]) {
    let right = words.count(where: \.isRight)
    let wrong = words.count - right
    guard min(right, wrong) >= Self.leastCount else { return nil }
    let examples = words.map { word in
      (
        logOdds: Self.logOdds(word.posterior),
        target: word.isRight ? Double(right + 1) / Double(right + 2) : 1 / Double(wrong + 2)
      )
    }
    var (slope, offset) = (0.0, 0.0)
    for _ in 0..<100 {
      var gradient = (0.0, 0.0)
      var curvature = (slope: 0.0, mixed: 0.0, offset: 0.0)
      for (x, target) in examples {
        let p = sigmoid(slope * x + offset)
        gradient.0 += (p - target) * x
        gradient.1 += p - target
        let weight = p * (1 - p)
        curvature.slope += weight * x * x
        curvature.mixed += weight * x
        curvature.offset += weight
      }
      let determinant = curvature.slope * curvature.offset - curvature.mixed * curvature.mixed
      guard determinant > 1e-12 else { return nil }
      let step = (
        (curvature.offset * gradient.0 - curvature.mixed * gradient.1) / determinant,
        (curvature.slope * gradient.1 - curvature.mixed * gradient.0) / determinant
      )
      // Far from the best, Newton's step may lead past it.
      let length = max(1, max(abs(step.0), abs(step.1)))
      slope -= step.0 / length
      offset -= step.1 / length
      if max(abs(step.0), abs(step.1)) < 1e-9 { break }
    }
    guard slope > 0 else { return nil }
    self.init(slope: Float(slope), offset: Float(offset))
  }

  /// The confidence, between 0 and 1, that belongs to a posterior from 0 to 1.
  public func confidence(ofPosterior posterior: Float) -> Float {
    Float(sigmoid(Double(slope) * Self.logOdds(posterior) + Double(offset)))
  }

  private static func logOdds(_ posterior: Float) -> Double {
    let p = min(1 - leastPosterior, max(leastPosterior, Double(posterior)))
    return naturalLogarithm(p / (1 - p))
  }
}

private func sigmoid(_ x: Double) -> Double { 1 / (1 + exponential(-x)) }
