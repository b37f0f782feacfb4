public import NumericCore

/// Puts neighbouring frames side by side, and may keep only every so manieth of them.
///
/// Row `t` of the result is the rows `t stride - left` to `t stride + right`, one after the other.
/// Beyond the signal, the first or last frame is repeated.
///
/// - Source: Kaldi, feat/feature-functions.cc, `SpliceFrames`; stacking with a stride as in Sak et
///   al., Interspeech 2015, section 3.1.
public struct FrameSplicing: Sendable, Hashable {
  /// How many earlier frames a row has.
  public let left: Int
  /// How many later frames a row has.
  public let right: Int
  /// How many frames lie from one row to the next.
  public let stride: Int

  /// Splicing with so many frames on either side.
  ///
  /// - Precondition: `left` and `right` are at least 0, `stride` at least 1.
  public init(left: Int, right: Int, stride: Int = 1) {
    precondition(
      left >= 0 && right >= 0 && stride >= 1,
      "splicing \(left) frames before and \(right) after, every \(stride)")
    self.left = left
    self.right = right
    self.stride = stride
  }

  /// The number of rows that come of so many frames: `frames / stride`, rounded up.
  public func frameCount(for frames: Int) -> Int { (frames + stride - 1) / stride }

  /// The spliced features.
  ///
  /// - Returns: shape `[frames / stride rounded up, (left + 1 + right) columns]`.
  public func spliced(_ features: Matrix) -> Matrix {
    let (rows, columns) = (features.rows, features.columns)
    let width = left + 1 + right
    return Matrix(rows: frameCount(for: rows), columns: width * columns) { result in
      features.withUnsafePointer { features in
        for t in 0..<frameCount(for: rows) {
          for i in 0..<width {
            let source = min(max(t * stride + i - left, 0), rows - 1)
            (result + (t * width + i) * columns)
              .update(from: features + source * columns, count: columns)
          }
        }
      }
    }
  }
}
