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
    /// The best sequence of symbols that a prefix beam search finds, made as the options say.
    case beam(BeamSearchOptions)

    /// A beam search; with a lexicon, of its words alone.
    public static func beam(size: Int, lexicon: Lexicon?) -> Decoding {
      .beam(BeamSearchOptions(beamSize: size, lexicon: lexicon))
    }
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

  /// What may be said in `clip`: the best `count` transcripts that the decoder finds, the best first.
  public func transcripts(of clip: AudioClip, count: Int) -> [Transcript] {
    emissions(of: clip).transcripts(decoding, count: count)
  }

  /// Where the words and symbols of `text` are said in `clip`.
  public func align(_ text: String, to clip: AudioClip) throws(AlignmentError) -> Alignment {
    try emissions(of: clip).align(text)
  }

  /// What the sound file at `url` says.
  public func transcribe(contentsOf url: URL) throws(AudioFileError) -> Transcript {
    var sound = try AudioFileReader(contentsOf: url)
    return try model.emissions(reading: &sound).transcript(decoding)
  }

  /// What log-probabilities [T, C] of the model's own frames say.
  public func transcript(of emissions: Matrix, duration: Double) -> Transcript {
    self.emissions(emissions, duration: duration).transcript(decoding)
  }

  private func emissions(of clip: AudioClip) -> Emissions {
    emissions(model.emissions(of: clip), duration: clip.duration)
  }

  private func emissions(_ logProbabilities: Matrix, duration: Double) -> Emissions {
    Emissions(
      logProbabilities: logProbabilities, alphabet: model.alphabet,
      secondsPerFrame: model.secondsPerFrame, duration: duration)
  }
}
