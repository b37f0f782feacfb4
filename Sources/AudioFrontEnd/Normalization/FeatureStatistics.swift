import Foundation
import NumericCore

/// Sums over the rows of many matrices of features, from which means and variances follow.
///
/// Statistics of parts of the data may be gathered apart and merged.
public struct FeatureStatistics: Sendable, Equatable {
  /// The number of rows so far.
  public private(set) var rowCount = 0
  private var sums: [Double]
  private var squares: [Double]

  /// No rows yet, of `columns` columns.
  public init(columns: Int) {
    sums = Array(repeating: 0, count: columns)
    squares = sums
  }

  /// Adds every row of `features`.
  ///
  /// - Precondition: `features` has the statistics' number of columns.
  public mutating func add(_ features: Matrix) {
    precondition(
      features.columns == sums.count, "\(features.columns) columns, expected \(sums.count)")
    rowCount += features.rows
    for r in 0..<features.rows {
      for (c, x) in features.row(r).enumerated() {
        sums[c] += Double(x)
        squares[c] += Double(x) * Double(x)
      }
    }
  }

  /// Adds the rows that `other` has seen.
  ///
  /// - Precondition: equal numbers of columns.
  public mutating func merge(_ other: FeatureStatistics) {
    precondition(
      other.sums.count == sums.count, "\(other.sums.count) columns, expected \(sums.count)")
    rowCount += other.rowCount
    for c in sums.indices {
      sums[c] += other.sums[c]
      squares[c] += other.squares[c]
    }
  }

  /// Returns the normalization that gives the rows so far mean 0 and standard deviation 1.
  ///
  /// - Parameters:
  ///   - minimumStandardDeviation: stands in for a smaller one, of a column that hardly varies.
  ///   - priorFrames: how many frames the mean counts against an utterance's own; nil if it stands
  ///     alone.
  /// - Returns: as many means and deviations as there are columns.
  /// - Precondition: there is a row.
  public func normalization(
    minimumStandardDeviation: Float = 1e-3, priorFrames: Float? = nil
  ) -> FeatureNormalization {
    precondition(rowCount > 0, "statistics of no rows")
    let count = Double(rowCount)
    let means = sums.map { $0 / count }
    let deviations = zip(squares, means).map { squares, mean in
      max(squares / count - mean * mean, 0).squareRoot()
    }
    return FeatureNormalization(
      mean: means.map { Float($0) },
      inverseStandardDeviation: deviations.map {
        Float(1 / max($0, Double(minimumStandardDeviation)))
      }, priorFrames: priorFrames)
  }
}
