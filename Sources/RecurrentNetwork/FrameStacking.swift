import NumericCore

extension NetworkShape {
  /// Joins consecutive frames into one, which makes sequences shorter and training faster: [T, D]
  /// becomes [⌈T / stackedFrames⌉, stackedFrames · D]; what the last one lacks is zero.
  func stacked(_ features: Matrix) -> Matrix {
    guard stackedFrames > 1 else { return features }
    let rows = frameCount(features.rows)
    let columns = features.columns * stackedFrames
    return Matrix(
      rows: rows, columns: columns,
      elements: features.elements
        + [Float](repeating: 0, count: rows * columns - features.elements.count))
  }
}
