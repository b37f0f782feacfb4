public import AudioFrontEnd
import CTC
import NumericCore

/// Text of sound that arrives piece by piece, utterance by utterance: of what a microphone hears.
///
/// Utterances are what a `VoiceActivityDetector` finds between pauses, which are not decoded; each is
/// then read as a recording of its own.  One that does not end ends after half a minute, so that
/// memory does not grow with the sound.  If the model has a ``Model/latency``, ``partialText`` says
/// what it has heard of the utterance under way, once it is sure to be one: half a second after it
/// began, and from then on after the latency.  The pieces in which the sound arrives do not matter.
///
///     var stream = try TranscriptStream(labeler, sampleRate: 16000)
///     while let samples = nextSamples() { use(stream.append(samples)) }
///     use(stream.finish())
public struct TranscriptStream: Sendable {
  private let labeler: SequenceLabeler
  private let detector: VoiceActivityDetector
  private var activity: VoiceActivityStream
  /// The samples from number `offset` of the stream on.
  private var samples: [Float] = []
  private var offset = 0
  /// The sample of the stream that `activity` began with.
  private var start = 0
  /// The utterance under way, of a model that has a latency.
  private var partial: PartialTranscript?

  /// Seconds after which an utterance ends without a pause, and that are kept of a pause: more than
  /// what an utterance can reach back to.
  private static let longest = 30.0, kept = 2.0

  /// The text of sound at `sampleRate` hertz.
  ///
  /// - Parameters:
  ///   - labeler: what turns sound into text.
  ///   - sampleRate: of the sound, in hertz.
  ///   - pause: the shortest pause in seconds that ends an utterance.
  ///   - loudnessRange: how far below the loudest speech of the last three seconds speech may lie, in
  ///     decibels.  With 30 a second speaker farther away is heard, but so is talk in the background, which
  ///     fills the pauses.
  /// - Throws: `FeatureConfigurationError` when no pause can be found in sound of the sample rate, or
  ///   of this length.
  public init(
    _ labeler: SequenceLabeler, sampleRate: Int, pause: Double = 0.6,
    loudnessRange: Float = VoiceActivityConfiguration().loudnessRange
  ) throws(FeatureConfigurationError) {
    self.labeler = labeler
    var configuration = VoiceActivityConfiguration()
    configuration.minimumPause = Float(pause)
    configuration.loudnessRange = loudnessRange
    configuration.padding = min(0.2, Float(pause) / 2)
    detector = try VoiceActivityDetector(configuration, sampleRate: sampleRate)
    activity = detector.stream()
  }

  /// How long after the end of an utterance its transcript is there, in seconds: the pause, and what
  /// the detector looks ahead.
  public var delay: Double {
    Double(detector.configuration.minimumPause + detector.configuration.lookAhead)
  }

  /// Takes the next samples, of ±1.
  ///
  /// - Returns: the utterances that have ended and say anything; their times count from the start of
  ///   the stream.
  public mutating func append(_ samples: some Collection<Float>) -> [Transcript] {
    let blockLength = max(1, detector.sampleRate / 10)
    var result: [Transcript] = []
    var rest = samples[...]
    while !rest.isEmpty {
      let end = offset + self.samples.count
      let block = Array(rest.prefix(blockLength - end % blockLength))
      rest = rest.dropFirst(block.count)
      result += append(block: block)
      if (end + block.count) % blockLength == 0 { result += endIfTooLong() }
    }
    return result
  }

  /// Ends the sound; the next sample begins another one.
  ///
  /// - Returns: the last utterance, if it says anything.
  public mutating func finish() -> [Transcript] {
    defer { (samples, offset, start) = ([], 0, 0) }
    return endUtterance()
  }

  /// What the utterance under way says so far, which may change; empty if the model has to hear its
  /// end.
  public var partialText: String { partial?.text ?? "" }

  /// The beginning of ``partialText`` that no sound to come can change; a pause may yet cut it, and
  /// the search corrects it when the utterance has ended.
  public var stableText: String { partial?.stableText ?? "" }

  private mutating func append(block: [Float]) -> [Transcript] {
    samples += block
    let ended = activity.append(block).flatMap { transcripts(of: $0) }
    guard labeler.model.latency != nil, let first = activity.openSegmentStart else {
      partial = nil
      return ended
    }
    if partial == nil {
      partial = PartialTranscript(labeler, sampleRate: detector.sampleRate)
      partial?.append(Array(samples.dropFirst(start + first - offset)))
    } else {
      partial?.append(block)
    }
    return ended
  }

  private mutating func endIfTooLong() -> [Transcript] {
    let rate = Double(detector.sampleRate)
    guard activity.openSegmentStart != nil else {
      forget(before: offset + samples.count - Int(Self.kept * rate))
      return []
    }
    return Double(samples.count) >= Self.longest * rate ? endUtterance() : []
  }

  /// Ends speech that goes on.
  private mutating func endUtterance() -> [Transcript] {
    let ended = activity.finish().flatMap { transcripts(of: $0) }
    forget(before: offset + samples.count)
    start = offset
    partial = nil
    return ended
  }

  /// What a segment of the detector says, if anything.
  private mutating func transcripts(of segment: Range<Int>) -> [Transcript] {
    let first = start + segment.lowerBound
    forget(before: first)
    let sound = AudioClip(
      samples: Array(samples.prefix(segment.count)), sampleRate: detector.sampleRate)
    forget(before: first + segment.count)
    partial = nil
    let transcript = labeler.transcribe(sound)
    return transcript.text.isEmpty
      ? [] : [transcript.later(by: Double(first) / Double(detector.sampleRate))]
  }

  private mutating func forget(before sample: Int) {
    let count = min(max(0, sample - offset), samples.count)
    samples.removeFirst(count)
    offset += count
  }
}

extension Transcript {
  /// The same so many seconds later.
  fileprivate func later(by seconds: Double) -> Transcript {
    func later(_ span: Span) -> Span {
      Span(
        text: span.text, start: (span.start + seconds).inWholeMicroseconds,
        end: (span.end + seconds).inWholeMicroseconds, confidence: span.confidence)
    }
    var result = self
    result.words = words.map(later)
    result.symbols = symbols.map(later)
    return result
  }
}
