/// How far a front has come with a sequence that goes on.
extension NetworkShape {
  /// By how many feature frames the front advances from one of its rows to the next.
  var framesPerFrontRow: Int {
    front == .convolution ? frontStrides.reduce(1, *) : stackedFrames
  }

  /// How many rows of the front become one output frame.
  var frontRowsPerOutput: Int { pyramid.reduce(1, *) }

  /// The number of rows that the front makes of `frames` feature frames, no more of which follow.
  func frontRowCount(_ frames: Int) -> Int {
    (frames + framesPerFrontRow - 1) / framesPerFrontRow
  }

  /// How many of them are what they are whatever follows the frames.
  func settledFrontRowCount(_ frames: Int) -> Int {
    guard front == .convolution else { return frames / stackedFrames }
    return frontStrides.reduce(frames) { max(0, $0 + $1 - 2) / $1 }
  }

  /// How many of the first rows of the front depend on what precedes the frames.
  var unsettledFirstFrontRows: Int {
    front == .convolution ? frontStrides.reduce(0) { ($0 + $1) / $1 } : 0
  }

  /// The number of feature frames from which the first `outputs` output frames follow, in a network
  /// that reads forwards.
  ///
  /// - Precondition: `outputs` is positive.
  public func frameCount(settling outputs: Int) -> Int {
    let rows = outputs * frontRowsPerOutput
    guard front == .convolution else { return rows * stackedFrames }
    return frontStrides.reversed().reduce(rows) { ($0 - 1) * $1 + 2 }
  }
}
