public import NumericCore

/// Brings the features of an utterance into another range.
public protocol FeatureNormalizing: Sendable {
  /// Normalizes features of shape `[frames, columns]` in place.
  func normalize(_ features: inout Matrix)
}

extension FeatureNormalizing {
  /// The normalized rows of `features`.
  public func normalized(_ features: Matrix) -> Matrix {
    var result = features
    normalize(&result)
    return result
  }
}
