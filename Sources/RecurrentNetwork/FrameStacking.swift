import NumericCore

/// Joins consecutive frames into one, which makes sequences shorter and training faster.
struct FrameStacking: Sendable {
  let factor: Int

  /// The number of frames that come out of `frames` frames.
  func frameCount(_ frames: Int) -> Int {
    (frames + factor - 1) / factor
  }

  /// [T, D] becomes [⌈T / factor⌉, factor · D]; what the last one lacks is zero.
  func stacked(_ features: Matrix) -> Matrix {
    guard factor > 1 else { return features }
    let rows = frameCount(features.rows)
    let columns = features.columns * factor
    return Matrix(
      rows: rows, columns: columns,
      elements: features.elements
        + [Float](repeating: 0, count: rows * columns - features.elements.count))
  }
}
