import NumericCore

/// Finds speech in a signal that arrives piece by piece.
///
/// However a signal is cut into pieces, the segments are those that the detector gives for all of it
/// at once; memory does not grow with its length.
///
///     var stream = detector.stream()
///     while let samples = nextSamples() { use(stream.append(samples)) }
///     use(stream.finish())
public struct VoiceActivityStream: Sendable {
  /// What decides about frames, and where their segments lie in the signal.
  struct Parts: Sendable {
    var features: FeatureStream
    var decisions: VoiceActivityDecisions
    var assembly: SegmentAssembly
    var frameShift: Int
    var frameLength: Int
    var padding: Int
  }

  private var parts: Parts
  private var frameCount = 0
  /// The number of samples taken so far.
  public private(set) var sampleCount = 0

  init(_ parts: Parts) { self.parts = parts }

  /// Whether there is speech where the last decision was made: the detector's look-ahead before the
  /// last sample.
  public var isInSpeech: Bool { parts.assembly.isInside }

  /// The first sample of a segment that has begun and is not known to have ended, if there is one.
  public var openSegmentStart: Int? { parts.assembly.openSegment.map { range(of: $0).lowerBound } }

  /// Takes the next samples, of ±1 at the detector's sample rate.
  ///
  /// - Returns: the segments of speech, as ranges of samples of the signal, that are now known to
  ///   have ended.
  public mutating func append(_ samples: some Collection<Float>) -> [Range<Int>] {
    sampleCount += samples.count
    return segments(parts.decisions.append(parts.features.append(samples)))
  }

  /// Ends the signal; the next sample begins another one.
  ///
  /// - Returns: the last segments.
  public mutating func finish() -> [Range<Int>] {
    var result = segments(
      parts.decisions.append(parts.features.finish()) + parts.decisions.finish())
    if let last = parts.assembly.finish() {
      let end = last.upperBound == frameCount ? sampleCount : range(of: last).upperBound
      result.append(range(of: last).lowerBound..<end)
    }
    (frameCount, sampleCount) = (0, 0)
    return result
  }

  private mutating func segments(_ decisions: [Bool]) -> [Range<Int>] {
    frameCount += decisions.count
    return decisions.compactMap { parts.assembly.append($0) }.map(range)
  }

  /// The samples of frames: from the middle of the gap to the frame before, with padding.
  ///
  /// Speech in the first or the last frame of a signal reaches to its end.
  private func range(of frames: Range<Int>) -> Range<Int> {
    let edge = (parts.frameLength - parts.frameShift) / 2
    let start = frames.lowerBound * parts.frameShift + edge - parts.padding
    let end = frames.upperBound * parts.frameShift + edge + parts.padding
    return (frames.lowerBound == 0 ? 0 : max(0, start))..<min(end, sampleCount)
  }
}
