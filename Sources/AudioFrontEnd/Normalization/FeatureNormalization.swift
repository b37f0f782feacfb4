public import NumericCore

/// Brings every column of a matrix of features to mean 0 and standard deviation 1.
///
/// With ``priorFrames`` the mean is each matrix's own, as far as it is long enough to have one: its
/// maximum a posteriori estimate, as if that many frames of ``mean`` had come before it.  That takes
/// away what a voice or a channel adds to all frames.
public struct FeatureNormalization: FeatureNormalizing, Codable, Equatable {
  /// The mean of each column.
  public let mean: [Float]
  /// One over the standard deviation of each column.
  public let inverseStandardDeviation: [Float]
  /// How many frames ``mean`` counts against a matrix's own; nil if it stands alone.
  public let priorFrames: Float?

  /// A normalization by given values.
  ///
  /// - Precondition: as many means as standard deviations; `priorFrames` is above 0.
  public init(mean: [Float], inverseStandardDeviation: [Float], priorFrames: Float? = nil) {
    precondition(
      mean.count == inverseStandardDeviation.count,
      "\(mean.count) means and \(inverseStandardDeviation.count) standard deviations")
    precondition(priorFrames.map { $0 > 0 } ?? true, "a mean that counts nothing")
    self.priorFrames = priorFrames
    self.mean = mean
    self.inverseStandardDeviation = inverseStandardDeviation
  }

  /// Reads both lists.
  ///
  /// - Throws: `DecodingError` when they are not equally long or not finite, or the prior counts
  ///   nothing.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    mean = try container.decode([Float].self, forKey: .mean)
    inverseStandardDeviation = try container.decode([Float].self, forKey: .inverseStandardDeviation)
    priorFrames = try container.decodeIfPresent(Float.self, forKey: .priorFrames)
    if let priorFrames, !(priorFrames > 0 && priorFrames.isFinite) {
      throw DecodingError.dataCorruptedError(
        forKey: .priorFrames, in: container, debugDescription: "\(priorFrames); it must be above 0")
    }
    guard mean.count == inverseStandardDeviation.count,
      (mean + inverseStandardDeviation).allSatisfy(\.isFinite)
    else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath,
          debugDescription:
            "\(mean.count) means and \(inverseStandardDeviation.count) inverse standard deviations;"
            + " they must be equally many and finite"))
    }
  }

  /// Normalizes every row of an utterance in place: `(x - mean) / standard deviation`.
  ///
  /// - Precondition: `features` has as many columns as there are means.
  public func normalize(_ features: inout Matrix) {
    let columns = features.columns
    let rows = features.rows
    precondition(columns == mean.count, "\(columns) columns, \(mean.count) means")
    let shift = zip(mean(of: features), inverseStandardDeviation).map { -$0 * $1 }
    features.withUnsafeMutablePointer { elements in
      for r in 0..<rows {
        let row = elements + r * columns
        for c in 0..<columns { row[c] = row[c] * inverseStandardDeviation[c] + shift[c] }
      }
    }
  }

  /// What is subtracted from `features`.
  private func mean(of features: Matrix) -> [Float] {
    guard let priorFrames else { return mean }
    var sums = mean.map { Double($0) * Double(priorFrames) }
    features.withUnsafePointer { elements in
      for r in 0..<features.rows {
        for c in sums.indices { sums[c] += Double(elements[r * features.columns + c]) }
      }
    }
    let count = Double(priorFrames) + Double(features.rows)
    return sums.map { Float($0 / count) }
  }
}
