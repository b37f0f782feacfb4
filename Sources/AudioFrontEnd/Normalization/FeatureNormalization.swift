public import NumericCore

/// Brings every column of a matrix of features to mean 0 and standard deviation 1.
public struct FeatureNormalization: FeatureNormalizing, Codable, Equatable {
  /// The mean of each column.
  public let mean: [Float]
  /// One over the standard deviation of each column.
  public let inverseStandardDeviation: [Float]

  /// A normalization by given values.
  ///
  /// - Precondition: as many means as standard deviations.
  public init(mean: [Float], inverseStandardDeviation: [Float]) {
    precondition(
      mean.count == inverseStandardDeviation.count,
      "\(mean.count) means and \(inverseStandardDeviation.count) standard deviations")
    self.mean = mean
    self.inverseStandardDeviation = inverseStandardDeviation
  }

  /// Reads both lists.
  ///
  /// - Throws: `DecodingError` when they are not equally long or not finite.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    mean = try container.decode([Float].self, forKey: .mean)
    inverseStandardDeviation = try container.decode([Float].self, forKey: .inverseStandardDeviation)
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

  /// Normalizes every row in place: `(x - mean) / standard deviation`.
  ///
  /// - Precondition: `features` has as many columns as there are means.
  public func normalize(_ features: inout Matrix) {
    let columns = features.columns
    let rows = features.rows
    precondition(columns == mean.count, "\(columns) columns, \(mean.count) means")
    let shift = zip(mean, inverseStandardDeviation).map { -$0 * $1 }
    features.withUnsafeMutablePointer { elements in
      for r in 0..<rows {
        let row = elements + r * columns
        for c in 0..<columns { row[c] = row[c] * inverseStandardDeviation[c] + shift[c] }
      }
    }
  }
}
