public import AudioFrontEnd
public import CTC
public import Foundation
import NumericCore

/// Turns sound into text with a trained model.
///
/// A labeler is a value without state: any number of tasks may use it at once, and its copies share one
/// model.
///
/// Each call keeps a thread busy until it is through.  Swift's tasks of one priority share as many threads
/// as there are processors, so that a hundred transcriptions make all else of that priority wait; those
/// of a lower one do not:
///
///     let transcript = Task(priority: .utility) { try await labeler.transcribe(clip) }
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

    /// The options of the beam search; nil if there is none.
    public var beamSearchOptions: BeamSearchOptions? {
      guard case .beam(let options) = self else { return nil }
      return options
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
  ///   - decoding: how its output is read; by default as ``Model/decoding`` says.
  /// - Precondition: the options of a beam search are such as `BeamSearchDecoder` takes, its lexicon and hot
  ///   words compiled for the model's alphabet.
  public init(_ model: Model, decoding: Decoding? = nil) {
    self.model = model
    self.decoding = decoding ?? model.decoding
    self.decoding.beamSearchOptions?.check(for: model.alphabet)
  }

  /// A labeler that uses the model in `directory`.
  ///
  /// - Precondition: as of ``init(_:decoding:)``.
  public init(contentsOf directory: URL, decoding: Decoding? = nil) throws(ModelError) {
    self.init(try Model(contentsOf: directory), decoding: decoding)
  }

  /// A labeler that uses the model that ships with this package.
  public static func bundled(decoding: Decoding? = nil) throws(ModelError) -> SequenceLabeler {
    SequenceLabeler(try Model.bundled(), decoding: decoding)
  }

  /// What is said in `clip`.
  ///
  /// It goes to the end of the sound even if the task around it is cancelled; its asynchronous twin,
  /// ``transcribe(_:)-async``, does not.
  public func transcribe(_ clip: AudioClip) -> Transcript {
    emissions(of: clip).transcript(decoding)
  }

  /// What may be said in `clip`: the best `count` transcripts that the decoder finds, at least one, the
  /// best first.
  ///
  /// - Precondition: `count` is positive.
  public func transcripts(of clip: AudioClip, count: Int) -> [Transcript] {
    emissions(of: clip).transcripts(decoding, count: count)
  }

  /// Where the words and symbols of `text` are said in `clip`.
  public func align(_ text: String, to clip: AudioClip) throws(AlignmentError) -> Alignment {
    try emissions(of: clip).align(text, lexicon: dictionary)
  }

  /// Where each of `lines` is said in `clip`, see ``Emissions/segments(of:lexicon:allSaid:)``.
  public func segments(
    of lines: [String], in clip: AudioClip, allSaid: Bool = false
  ) throws(AlignmentError) -> [Transcript.Span?] {
    try emissions(of: clip).segments(of: lines, lexicon: dictionary, allSaid: allSaid)
  }

  /// What the sound file at `url` says.
  public func transcribe(contentsOf url: URL) throws(AudioFileError) -> Transcript {
    var sound = try AudioFileReader(contentsOf: url)
    return try model.emissions(reading: &sound).transcript(decoding)
  }

  /// What log-probabilities [T, C] of the model's own frames say.
  public func transcript(of emissions: Matrix, duration: Double) -> Transcript {
    Emissions(
      logProbabilities: emissions, alphabet: model.alphabet,
      secondsPerFrame: model.secondsPerFrame, duration: duration
    ).transcript(decoding)
  }

  /// What the network says of `clip`.
  public func emissions(of clip: AudioClip) -> Emissions {
    emissions(of: clip) {}
  }

  /// The same; `check` may end it with an error.
  func emissions<E: Error>(
    of clip: AudioClip, check: () throws(E) -> Void
  ) throws(E) -> Emissions {
    var emissions = EmissionCollector(model, sampleRate: clip.sampleRate)
    try emissions.append(clip.samples, check: check)
    return try emissions.finish(check: check)
  }
}
