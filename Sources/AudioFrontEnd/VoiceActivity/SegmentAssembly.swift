/// Puts decisions about frames together to segments of speech.
struct SegmentAssembly: Sendable {
  let minimumSpeech: Int
  let minimumPause: Int
  private var frame = 0
  /// The first frame of speech that is going on.
  private var start: Int?
  /// Speech that is long enough, and may go on after a short pause.
  private var segment: Range<Int>?

  /// - Parameters:
  ///   - minimumSpeech: shorter speech, in frames, is none.
  ///   - minimumPause: a shorter pause belongs to the speech around it.
  init(minimumSpeech: Int, minimumPause: Int) {
    self.minimumSpeech = minimumSpeech
    self.minimumPause = minimumPause
  }

  /// Whether the last frame belongs to a segment.
  var isInside: Bool { segment.map { $0.upperBound == frame } ?? false }

  /// The segment so far that may still grow.
  var openSegment: Range<Int>? { segment }

  /// Takes the next decision.
  ///
  /// - Returns: a segment, in frames, that can grow no more.
  mutating func append(_ isSpeech: Bool) -> Range<Int>? {
    defer { frame += 1 }
    guard isSpeech else {
      start = nil
      guard let finished = segment, frame + 1 - finished.upperBound >= minimumPause else {
        return nil
      }
      segment = nil
      return finished
    }
    let first = start ?? frame
    start = first
    guard frame + 1 - first >= minimumSpeech else { return nil }
    if let last = segment, first - last.upperBound >= minimumPause {
      segment = first..<frame + 1
      return last
    }
    segment = (segment?.lowerBound ?? first)..<frame + 1
    return nil
  }

  /// Ends the signal.
  ///
  /// - Returns: the last segment, unless it was given already.
  mutating func finish() -> Range<Int>? {
    defer { self = SegmentAssembly(minimumSpeech: minimumSpeech, minimumPause: minimumPause) }
    return segment
  }
}
