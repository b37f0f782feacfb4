import NumericCore

extension VoiceActivityDetector {
  /// How many samples are looked at before somebody may interrupt.
  private static let samplesAtOnce = 1 << 20

  /// The stretches of speech that the synchronous method finds, from a task that can be cancelled.
  ///
  /// - Precondition: the clip's sample rate is the detector's.
  /// - Throws: `CancellationError` if the task is cancelled before the end of the clip.
  @concurrent
  public func segments(of clip: AudioClip) async throws -> [Range<Int>] {
    try cancellable { check in try segments(of: clip, check: check) }
  }

  /// The stretches of speech; `check`, called every million samples, may end the search with an error.
  func segments<E: Error>(
    of clip: AudioClip, check: () throws(E) -> Void
  ) throws(E) -> [Range<Int>] {
    precondition(
      clip.sampleRate == sampleRate,
      "a clip of \(clip.sampleRate) hertz for a detector at \(sampleRate) hertz")
    var stream = stream()
    var segments: [Range<Int>] = []
    for start in stride(from: 0, to: clip.samples.count, by: Self.samplesAtOnce) {
      try check()
      let end = min(start + Self.samplesAtOnce, clip.samples.count)
      segments += stream.append(clip.samples[start..<end])
    }
    return segments + stream.finish()
  }
}
