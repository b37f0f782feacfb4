public import NumericCore

/// Takes the mean of the frames around each frame off it and, if asked, divides by their standard
/// deviation.
///
/// With `W` for ``window``, frame `t` of `T` is normalized over the frames
///
///     t - W / 2 ..< t - W / 2 + W       centred
///     t - W ..< t + 1                   otherwise, but not less than 0 ..< minimumWindow
///
/// A centred window that reaches beyond an end of the signal is moved until it does not. Windows
/// longer than the signal are cut to it. In a column with sum `s` and sum of squares `q` over the
/// `n` frames of the window,
///
///     y[t] = (x[t] - s / n) / √max(q / n - (s / n)², 1e-10)
///
/// without the root if only means are normalized; a window of a single frame gives 0.
///
/// - Source: Kaldi, feat/feature-functions.cc, `SlidingWindowCmn`.
public struct SlidingWindowNormalization: FeatureNormalizing, Hashable {
  /// The number of frames in a window; one that is not centred has the frame itself besides.
  public let window: Int
  /// How many frames the first windows have at least, if they are not centred: so many frames have
  /// to come before the first is normalized.
  public let minimumWindow: Int
  /// Whether a window lies around its frame rather than before it.
  public let isCentered: Bool
  /// Whether columns are divided by their standard deviations.
  public let normalizesVariance: Bool

  /// A normalization over windows; the defaults are Kaldi's.
  ///
  /// - Precondition: both windows are at least 1 frame long.
  public init(
    window: Int = 600, minimumWindow: Int = 100, isCentered: Bool = false,
    normalizesVariance: Bool = false
  ) {
    precondition(
      window >= 1 && minimumWindow >= 1, "windows of \(window) and \(minimumWindow) frames")
    self.window = window
    self.minimumWindow = minimumWindow
    self.isCentered = isCentered
    self.normalizesVariance = normalizesVariance
  }

  /// Normalizes an utterance's features in place.
  public func normalize(_ features: inout Matrix) {
    let given = features
    let (count, columns) = (given.rows, given.columns)
    var sums = WindowSums(columns: columns)
    features.withUnsafeMutablePointer { normalized in
      given.withUnsafePointer { given in
        for t in 0..<count {
          sums.move(to: frames(around: t, of: count), of: given)
          sums.normalize(normalized + t * columns, variance: normalizesVariance)
        }
      }
    }
  }

  /// The frames over which frame `t` is normalized.
  private func frames(around t: Int, of count: Int) -> Range<Int> {
    var (start, end) = isCentered ? (t - window / 2, t - window / 2 + window) : (t - window, t + 1)
    if isCentered {
      end += max(0, -start)
    } else {
      end = max(end, minimumWindow)
    }
    start = max(0, start)
    if end > count {
      start = max(0, start - (end - count))
      end = count
    }
    return start..<end
  }
}

/// Sums over the frames of a window that slides on.
private struct WindowSums {
  private var frames = 0..<0
  private var sums: [Double]
  private var squares: [Double]

  init(columns: Int) {
    sums = Array(repeating: 0, count: columns)
    squares = sums
  }

  /// Takes the window on to `frames`, neither end of which lies before the old one.
  mutating func move(to frames: Range<Int>, of features: UnsafePointer<Float>) {
    for t in self.frames.upperBound..<frames.upperBound { add(1, features + t * sums.count) }
    for t in self.frames.lowerBound..<frames.lowerBound { add(-1, features + t * sums.count) }
    self.frames = frames
  }

  private mutating func add(_ sign: Double, _ frame: UnsafePointer<Float>) {
    for c in sums.indices {
      let x = Double(frame[c])
      sums[c] += sign * x
      squares[c] += sign * x * x
    }
  }

  /// Normalizes one frame.
  func normalize(_ frame: UnsafeMutablePointer<Float>, variance: Bool) {
    let count = Double(frames.count)
    for c in sums.indices {
      let mean = sums[c] / count
      var y = Double(frame[c]) - mean
      if frames.count == 1 {
        y = 0
      } else if variance {
        y /= max(squares[c] / count - mean * mean, 1e-10).squareRoot()
      }
      frame[c] = Float(y)
    }
  }
}
