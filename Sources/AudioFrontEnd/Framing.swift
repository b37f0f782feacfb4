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

  init(_ configuration: FilterBankConfiguration) {
    length = configuration.frameLength
    shift = configuration.frameShift
    snipsEdges = configuration.snipsEdges
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

  /// A frame's first sample, or nil if the frame does not lie wholly inside the signal.
  func pointer(to frame: Int, of samples: UnsafeBufferPointer<Float>) -> UnsafePointer<Float>? {
    let start = start(of: frame)
    guard start >= 0, start + length <= samples.count else { return nil }
    return samples.baseAddress.map { $0 + start }
  }

  /// Copies a frame, mirroring the signal at its ends: -1 is 0, `samples.count` the last sample.
  func copy(
    _ frame: Int, of samples: UnsafeBufferPointer<Float>,
    to destination: UnsafeMutablePointer<Float>
  ) {
    let start = start(of: frame)
    let period = 2 * samples.count
    for i in 0..<length {
      let position = ((start + i) % period + period) % period
      destination[i] = samples[min(position, period - 1 - position)]
    }
  }
}
