import CKernels
public import NumericCore

/// Appends the slopes of features over time, the slopes of the slopes, and so on.
///
/// The slope of column `x` at frame `t` is that of the line of least squares through the frames
/// around it:
///
///     d[t] = Σ_j j x[t + j] / Σ_j j²     j from -window to window
///
/// Higher orders apply the same filter again, as one longer filter over `x`.  Where a filter reaches
/// beyond the signal, the first or last frame is repeated.
///
/// - Source: Kaldi, feat/feature-functions.cc, `DeltaFeatures`.
public struct DeltaFeatures: Sendable, Hashable {
  /// How many times the slope is taken: 2 for deltas and delta-deltas.
  public let order: Int
  /// How many frames on either side make a slope.
  public let window: Int
  /// The filter of each order, orders 1 and up; the filter of order `n` is `2 n window + 1` long.
  private let filters: [[Float]]

  /// Deltas up to `order`; the defaults are Kaldi's.
  ///
  /// - Precondition: `order` is at least 0, `window` at least 1.
  public init(order: Int = 2, window: Int = 2) {
    precondition(order >= 0 && window >= 1, "deltas of order \(order) over window \(window)")
    self.order = order
    self.window = window
    let norm = (-window...window).reduce(0) { $0 + Double($1 * $1) }
    let slope = (-window...window).map { Double($0) / norm }
    var filter = [1.0]
    filters = (0..<order).map { _ in
      var longer = [Double](repeating: 0, count: filter.count + 2 * window)
      for (i, a) in filter.enumerated() {
        for (j, b) in slope.enumerated() { longer[i + j] += a * b }
      }
      filter = longer
      return longer.map { Float($0) }
    }
  }

  /// How many frames on either side a row depends on.
  var reach: Int { order * window }

  /// A stream that takes features piece by piece.
  public func stream() -> DeltaStream { DeltaStream(self) }

  /// The features, and behind them their deltas by rising order.
  ///
  /// - Returns: shape `[frames, (order + 1) columns]`.
  public func appended(to features: Matrix) -> Matrix {
    let (rows, columns) = (features.rows, features.columns)
    return Matrix(rows: rows, columns: columns * (order + 1)) { result in
      features.withUnsafePointer { features in
        for t in 0..<rows {
          var block = result + t * columns * (order + 1)
          block.update(from: features + t * columns, count: columns)
          for filter in filters {
            block += columns
            for (i, weight) in filter.enumerated() where weight != 0 {
              let neighbour = min(max(t + i - filter.count / 2, 0), rows - 1)
              kernels.add_scaled(weight, features + neighbour * columns, block, columns)
            }
          }
        }
      }
    }
  }
}
