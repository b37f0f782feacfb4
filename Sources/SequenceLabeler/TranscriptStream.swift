public import AudioFrontEnd
import CTC
import NumericCore

/// Text of sound that arrives piece by piece, utterance by utterance: of what a microphone hears.
///
/// An utterance ends at a pause, at the latest after half a minute, and is then read as a recording
/// of its own, so that memory does not grow with the sound.  If the model has a ``Model/latency``,
/// ``partialText`` says all along what it has heard; otherwise text comes when the utterance has
/// ended.  The pieces in which the sound arrives do not matter.
///
///     var stream = try TranscriptStream(labeler, sampleRate: 16000)
///     while let samples = nextSamples() { use(stream.append(samples)) }
///     use(stream.finish())
public struct TranscriptStream: Sendable {
  private let alphabet: Alphabet
  private let sampleRate: Int
  private let blockLength: Int
  private var utterances: any UtteranceReading
  /// The number of samples taken so far.
  public private(set) var sampleCount = 0

  /// The text of sound at `sampleRate` hertz.
  ///
  /// - Parameters:
  ///   - labeler: what turns sound into text.
  ///   - sampleRate: of the sound, in hertz.
  ///   - pause: the shortest pause in seconds that ends an utterance.
  /// - Throws: `FeatureConfigurationError` when no pause can be found in sound of the sample rate, or
  ///   of this length.
  public init(
    _ labeler: SequenceLabeler, sampleRate: Int, pause: Double = 0.8
  ) throws(FeatureConfigurationError) {
    alphabet = labeler.model.alphabet
    self.sampleRate = sampleRate
    blockLength = max(1, sampleRate / 10)
    utterances =
      labeler.model.latency == nil
      ? try HeardUtterances(labeler, sampleRate: sampleRate, pause: pause)
      : RunningUtterances(labeler, sampleRate: sampleRate, pause: pause)
  }

  /// Takes the next samples, of ±1.
  ///
  /// - Returns: the utterances that have ended and say anything; their times count from the start of
  ///   the stream.
  public mutating func append(_ samples: [Float]) -> [Transcript] {
    var result: [Transcript] = []
    var rest = samples[...]
    while !rest.isEmpty {
      let piece = rest.prefix(blockLength - sampleCount % blockLength)
      rest = rest.dropFirst(piece.count)
      sampleCount += piece.count
      result += utterances.append(Array(piece))
      if sampleCount % blockLength == 0 { result += utterances.endIfPaused() }
    }
    return result
  }

  /// Ends the sound; the next sample begins another one.
  ///
  /// - Returns: the last utterance, if it says anything.
  public mutating func finish() -> [Transcript] {
    sampleCount = 0
    return utterances.finish()
  }

  /// What the utterance under way says so far; empty if the model has to hear its end.
  public var partialText: String { alphabet.text(of: utterances.labels) }

  /// The beginning of ``partialText`` that nothing to come can change.
  public var stableText: String { alphabet.text(of: utterances.stableLabels) }
}

/// Cuts sound into utterances and reads them.
protocol UtteranceReading: Sendable {
  /// Takes samples; returns utterances that are known to have ended.
  mutating func append(_ samples: [Float]) -> [Transcript]
  /// Ends an utterance if it should end; is asked every 100 ms of sound.
  mutating func endIfPaused() -> [Transcript]
  /// Ends the sound.
  mutating func finish() -> [Transcript]
  /// The labels of the utterance under way, and those of them that are settled.
  var labels: [Int] { get }
  var stableLabels: [Int] { get }
}

extension Transcript {
  /// The same so many seconds later, as a list; none if it says nothing.
  func utterance(from start: Double) -> [Transcript] {
    guard !text.isEmpty else { return [] }
    func later(_ span: Span) -> Span {
      Span(
        text: span.text, start: span.start + start, end: span.end + start,
        confidence: span.confidence)
    }
    var result = self
    result.words = words.map(later)
    result.symbols = symbols.map(later)
    return [result]
  }
}
