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

  /// A labeler that uses `model`, and reads its output as ``Model/decoding`` says.
  public init(_ model: Model) {
    self.init(model, checked: model.decoding)
  }

  /// A labeler that uses `model`, and reads its output as `options` say.
  ///
  /// - Throws: as ``DecodingOptions/decoding(alphabet:usual:)`` does.
  public init(_ model: Model, options: DecodingOptions) throws {
    try self.init(
      model,
      decoding: options.decoding(alphabet: model.alphabet, usual: model.searchOptions))
  }

  /// A labeler that uses `model`, and reads its output by `decoding`.
  ///
  /// - Throws: `BeamSearchOptionsError` when no search can be made so, as with a lexicon or hot words that
  ///   were compiled for another alphabet than the model's.
  public init(_ model: Model, decoding: Decoding) throws(BeamSearchOptionsError) {
    try decoding.beamSearchOptions?.validate(for: model.alphabet)
    self.init(model, checked: decoding)
  }

  private init(_ model: Model, checked decoding: Decoding) {
    self.model = model
    self.decoding = decoding
  }

  /// A labeler that takes the best symbol of each frame, whatever words come out.
  public static func greedy(_ model: Model) -> SequenceLabeler {
    SequenceLabeler(model, checked: .greedy)
  }

  /// A labeler that uses the model in `directory`, of which it reads what `options` need.
  ///
  /// - Throws: ``ModelError``, or as ``DecodingOptions/decoding(alphabet:usual:)`` does.
  public init(contentsOf directory: URL, options: DecodingOptions = DecodingOptions()) throws {
    let model = try Model(
      contentsOf: directory, vocabulary: options.vocabulary,
      languageModel: options.needsOwnLanguageModel)
    try self.init(model, options: options)
  }

  /// A labeler that uses a model that ships with this package.
  ///
  /// - Throws: as ``init(contentsOf:options:)`` does.
  public static func bundled(
    _ which: BundledModel = .commands, options: DecodingOptions = DecodingOptions()
  ) throws -> SequenceLabeler {
    let model = try Model.bundled(
      which, vocabulary: options.vocabulary, languageModel: options.needsOwnLanguageModel)
    return try SequenceLabeler(model, options: options)
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

  /// What the sound file at `url` may say: the best `count` transcripts, at least one, the best first.
  ///
  /// - Precondition: `count` is positive.
  public func transcripts(
    contentsOf url: URL, count: Int
  ) throws(AudioFileError) -> [Transcript] {
    try emissions(contentsOf: url).transcripts(decoding, count: count)
  }

  /// Where the words and symbols of `text` are said in `clip`.
  public func align(_ text: String, to clip: AudioClip) throws(AlignmentError) -> Alignment {
    try emissions(of: clip).align(text, lexicon: dictionary)
  }

  /// Where the words and symbols of `text` are said in the sound file at `url`.
  ///
  /// - Throws: ``AlignmentError`` or `AudioFileError`.
  public func align(_ text: String, toContentsOf url: URL) throws -> Alignment {
    try emissions(contentsOf: url).align(text, lexicon: dictionary)
  }

  /// Where each of `lines` is said in `clip`, see ``Emissions/segments(of:lexicon:allSaid:)``.
  public func segments(
    of lines: [String], in clip: AudioClip, allSaid: Bool = false
  ) throws(AlignmentError) -> [Transcript.Span?] {
    try emissions(of: clip).segments(of: lines, lexicon: dictionary, allSaid: allSaid)
  }

  /// What the sound file at `url` says.
  public func transcribe(contentsOf url: URL) throws(AudioFileError) -> Transcript {
    try emissions(contentsOf: url).transcript(decoding)
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

  /// What the network says of the sound file at `url`, in memory that does not grow with the file's length
  /// but by the result's.
  public func emissions(contentsOf url: URL) throws(AudioFileError) -> Emissions {
    var sound = try AudioFileReader(contentsOf: url)
    return try model.emissions(reading: &sound)
  }

  /// The same of a clip; `check` may end it with an error.
  package func emissions<E: Error>(
    of clip: AudioClip, check: () throws(E) -> Void
  ) throws(E) -> Emissions {
    var emissions = EmissionCollector(model, sampleRate: clip.sampleRate)
    try emissions.append(clip.samples, check: check)
    return try emissions.finish(check: check)
  }
}
