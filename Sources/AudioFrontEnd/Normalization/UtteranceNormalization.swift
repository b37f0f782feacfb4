public import NumericCore

/// Brings every column of an utterance's features to mean 0 and, if asked, standard deviation 1.
///
/// It needs no statistics of other data, and takes away what a speaker or a channel adds to all
/// frames; but a short utterance's mean is partly its words'.
public struct UtteranceNormalization: FeatureNormalizing, Hashable {
  /// Whether columns are brought to standard deviation 1.
  public let normalizesVariance: Bool
  /// What stands in for a smaller standard deviation, of a column that hardly varies.
  public let minimumStandardDeviation: Float

  /// A normalization of means or, if asked, of means and variances.
  public init(normalizesVariance: Bool = false, minimumStandardDeviation: Float = 1e-3) {
    self.normalizesVariance = normalizesVariance
    self.minimumStandardDeviation = minimumStandardDeviation
  }

  /// Normalizes an utterance's features in place.
  public func normalize(_ features: inout Matrix) {
    guard features.rows > 0 else { return }
    var statistics = FeatureStatistics(columns: features.columns)
    statistics.add(features)
    var normalization = statistics.normalization(
      minimumStandardDeviation: minimumStandardDeviation)
    if !normalizesVariance {
      normalization = FeatureNormalization(
        mean: normalization.mean,
        inverseStandardDeviation: normalization.mean.map { _ in 1 })
    }
    normalization.normalize(&features)
  }
}
