public import AudioFrontEnd
public import CTC
public import Foundation
import NumericCore

/// Turns sound into text with a trained model.
///
/// A labeler is a value without state: any number of tasks may use it at once.
public struct SequenceLabeler: Sendable {
  /// How the frames' probabilities become text.
  public enum Decoding: Sendable {
    /// The best symbol of each frame, repeats and nulls collapsed.
    case greedy
    /// The best sequence of symbols that a prefix beam search finds; with a lexicon, made of its
    /// words alone.
    case beam(size: Int, lexicon: Lexicon?)
  }

  /// The model in use.
  public let model: Model
  /// How its output is read.
  public let decoding: Decoding

  /// A labeler that uses `model`.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - decoding: how its output is read; by default with a beam of 32 over its lexicon, if it
  ///     has one, else greedily.
  public init(_ model: Model, decoding: Decoding? = nil) {
    self.model = model
    self.decoding = decoding ?? model.lexicon.map { .beam(size: 32, lexicon: $0) } ?? .greedy
  }

  /// A labeler that uses the model in `directory`.
  public init(contentsOf directory: URL, decoding: Decoding? = nil) throws(ModelError) {
    self.init(try Model(contentsOf: directory), decoding: decoding)
  }

  /// A labeler that uses the model that ships with this package.
  public static func bundled(decoding: Decoding? = nil) throws(ModelError) -> SequenceLabeler {
    SequenceLabeler(try Model.bundled(), decoding: decoding)
  }

  /// What is said in `clip`.
  public func transcribe(_ clip: AudioClip) -> Transcript {
    transcript(of: model.emissions(of: clip), duration: clip.duration)
  }

  /// What the sound file at `url` says.
  public func transcribe(contentsOf url: URL) throws(AudioFileError) -> Transcript {
    transcribe(try AudioClip(contentsOf: url))
  }

  /// What log-probabilities [T, C] of the model's own frames say.
  public func transcript(of emissions: Matrix, duration: Double) -> Transcript {
    let hypothesis =
      switch decoding {
      case .greedy:
        GreedyDecoder(alphabet: model.alphabet).decoded(emissions)
      case .beam(let size, let lexicon):
        BeamSearchDecoder(alphabet: model.alphabet, beamSize: size, lexicon: lexicon)
          .decoded(emissions)
      }
    return Transcript(
      hypothesis, alphabet: model.alphabet, secondsPerFrame: model.secondsPerFrame,
      duration: duration)
  }
}

extension Transcript {
  /// Adds times in seconds to a decoder's result in frames.
  init(
    _ hypothesis: Hypothesis, alphabet: Alphabet, secondsPerFrame: Double, duration: Double
  ) {
    symbols = hypothesis.spans.map { span in
      Span(
        text: alphabet.symbols[span.label],
        start: min(Double(span.frames.lowerBound) * secondsPerFrame, duration),
        end: min(Double(span.frames.upperBound) * secondsPerFrame, duration),
        confidence: span.confidence)
    }
    words = zip(hypothesis.spans, symbols)
      .split { span, _ in span.label == alphabet.wordBoundary }
      .compactMap { letters in
        guard let first = letters.first?.1, let last = letters.last?.1 else { return nil }
        return Span(
          text: letters.map(\.1.text).joined(), start: first.start, end: last.end,
          confidence: letters.map(\.1.confidence).min() ?? 0)
      }
    text =
      alphabet.wordBoundary == nil
      ? alphabet.text(of: hypothesis.labels) : words.map(\.text).joined(separator: " ")
    logProbability = hypothesis.logProbability
    self.duration = duration
  }
}
