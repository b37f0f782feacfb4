/// Where the frames of a signal lie.
///
/// - Source: Kaldi, feat/feature-window.cc; for ``Edges/reflected``, `torch.stft` as Whisper calls it.
struct Framing: Sendable {
  /// How frames lie at the ends of a signal.
  enum Edges {
    /// Every frame lies wholly inside the signal.
    case snipped
    /// A frame is centred on the middle of every shift; sample -1 is sample 0.
    case mirrored
    /// A frame, at least two shifts long, is centred on the start of every shift; sample -1 is
    /// sample 1.
    case reflected
  }

  /// Samples in a frame.
  let length: Int
  /// Samples between the starts of two frames.
  let shift: Int
  /// What happens at the ends of the signal.
  let edges: Edges

  init(length: Int, shift: Int, edges: Edges) {
    self.length = length
    self.shift = shift
    self.edges = edges
  }

  init(_ options: FrameConfiguration) {
    self.init(
      length: options.frameLength, shift: options.frameShift,
      edges: options.snipsEdges ? .snipped : .mirrored)
  }

  /// The number of frames of a signal.
  func frameCount(sampleCount: Int) -> Int {
    switch edges {
    case .snipped: sampleCount < length ? 0 : 1 + (sampleCount - length) / shift
    case .mirrored: (sampleCount + shift / 2) / shift
    case .reflected: sampleCount / shift
    }
  }

  /// The index of a frame's first sample, which may be negative.
  func start(of frame: Int) -> Int {
    switch edges {
    case .snipped: frame * shift
    case .mirrored: frame * shift + shift / 2 - length / 2
    case .reflected: frame * shift - length / 2
    }
  }

  /// The number of frames whose samples have all come, of a signal that goes on.
  func completeFrameCount(sampleCount: Int) -> Int {
    let end = start(of: 0) + length
    return sampleCount < end ? 0 : 1 + (sampleCount - end) / shift
  }

  /// The index of the first sample that `frame` or a later one needs, mirrored ones among them.
  func firstSampleNeeded(from frame: Int) -> Int {
    // A frame's middle lies inside the signal, so that no mirror reaches back behind its start,
    // but for the half sample by which the middle of an odd length is off.
    max(0, start(of: frame) - 1)
  }
}

/// A stretch of a signal in memory.
struct SignalStretch {
  /// The samples that are in memory.
  let samples: UnsafeBufferPointer<Float>
  /// The index in the signal of the first of them.
  let offset: Int
  /// The number of samples of the signal up to the last of them.
  var end: Int { offset + samples.count }

  /// The samples of `range` of the signal, or nil if they do not all lie inside the stretch.
  func pointer(to range: Range<Int>) -> UnsafePointer<Float>? {
    guard range.lowerBound >= offset, range.upperBound <= end else { return nil }
    return samples.baseAddress.map { $0 + (range.lowerBound - offset) }
  }

  /// Copies the samples of `range` of the signal, with zeros for those outside of the stretch.
  func copyPadded(_ range: Range<Int>, to destination: UnsafeMutablePointer<Float>) {
    let inside = (offset..<end).clamped(to: range)
    destination.update(repeating: 0, count: range.count)
    if let source = pointer(to: inside) {
      (destination + (inside.lowerBound - range.lowerBound)).update(
        from: source, count: inside.count)
    }
  }

  /// Copies the samples of `range` of the signal, mirroring it at its ends: sample -1 is sample 0 if
  /// the mirror repeats edges, or else sample 1.
  func copy(
    _ range: Range<Int>, repeatingEdges: Bool, to destination: UnsafeMutablePointer<Float>
  ) {
    let lastOfPeriod = repeatingEdges ? 2 * end - 1 : 2 * end - 2
    let period = max(1, repeatingEdges ? lastOfPeriod + 1 : lastOfPeriod)
    for (i, sample) in range.enumerated() {
      let position = (sample % period + period) % period
      destination[i] = samples[min(position, lastOfPeriod - position) - offset]
    }
  }
}
