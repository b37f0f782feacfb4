import AudioFrontEnd
import NumericCore

/// Utterances of a model that has to hear the end of what it reads: between pauses that a
/// ``VoiceActivityDetector`` finds.
struct HeardUtterances: UtteranceReading {
  private let labeler: SequenceLabeler
  private let detector: VoiceActivityDetector
  private var activity: VoiceActivityStream
  /// The samples from number `offset` of the stream on.
  private var samples: [Float] = []
  private var offset = 0
  /// The sample of the stream that `activity` began with.
  private var start = 0

  /// Seconds after which an utterance ends without a pause, and that are kept of a pause: more than
  /// what a segment can reach back to.
  private static let longest = 30.0, kept = 2.0

  init(
    _ labeler: SequenceLabeler, sampleRate: Int, pause: Double
  ) throws(FeatureConfigurationError) {
    self.labeler = labeler
    var configuration = VoiceActivityConfiguration()
    configuration.minimumPause = Float(pause)
    configuration.padding = min(0.2, Float(pause) / 2)
    detector = try VoiceActivityDetector(configuration, sampleRate: sampleRate)
    activity = detector.stream()
  }

  var labels: [Int] { [] }
  var stableLabels: [Int] { [] }

  mutating func append(_ samples: [Float]) -> [Transcript] {
    self.samples += samples
    let segments = activity.append(samples)
    return segments.flatMap { transcripts(of: $0) }
  }

  mutating func endIfPaused() -> [Transcript] {
    let rate = Double(detector.sampleRate)
    guard activity.isSegmentOpen else {
      forget(before: offset + samples.count - Int(Self.kept * rate))
      return []
    }
    return Double(samples.count) >= Self.longest * rate ? endSegment() : []
  }

  mutating func finish() -> [Transcript] {
    defer { (samples, offset, start) = ([], 0, 0) }
    return endSegment()
  }

  /// Ends speech that goes on.
  private mutating func endSegment() -> [Transcript] {
    let transcripts = activity.finish().flatMap { self.transcripts(of: $0) }
    forget(before: offset + samples.count)
    start = offset
    return transcripts
  }

  /// What a segment of the detector says.
  private mutating func transcripts(of segment: Range<Int>) -> [Transcript] {
    let rate = detector.sampleRate
    let first = start + segment.lowerBound
    forget(before: first)
    let sound = AudioClip(samples: Array(samples.prefix(segment.count)), sampleRate: rate)
    forget(before: first + segment.count)
    return labeler.transcribe(sound).utterance(from: Double(first) / Double(rate))
  }

  private mutating func forget(before sample: Int) {
    let count = min(max(0, sample - offset), samples.count)
    samples.removeFirst(count)
    offset += count
  }
}
