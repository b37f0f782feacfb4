/// Where the frames of a signal lie.
///
/// - Source: Kaldi, feat/feature-window.cc.
struct Framing: Sendable {
  /// Samples in a frame.
  let length: Int
  /// Samples between the starts of two frames.
  let shift: Int
  /// Whether every frame lies wholly inside the signal.
  let snipsEdges: Bool

  init(_ options: FrameConfiguration) {
    length = options.frameLength
    shift = options.frameShift
    snipsEdges = options.snipsEdges
  }

  /// The number of frames of a signal.
  func frameCount(sampleCount: Int) -> Int {
    if snipsEdges {
      sampleCount < length ? 0 : 1 + (sampleCount - length) / shift
    } else {
      (sampleCount + shift / 2) / shift
    }
  }

  /// The index of a frame's first sample, which may be negative.
  func start(of frame: Int) -> Int {
    snipsEdges ? frame * shift : frame * shift + shift / 2 - length / 2
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

  /// Copies the samples of `range` of the signal, mirroring it at its ends: -1 is 0, ``end`` is the
  /// last sample.
  func copy(_ range: Range<Int>, to destination: UnsafeMutablePointer<Float>) {
    let period = 2 * end
    for (i, sample) in range.enumerated() {
      let position = (sample % period + period) % period
      destination[i] = samples[min(position, period - 1 - position) - offset]
    }
  }
}
