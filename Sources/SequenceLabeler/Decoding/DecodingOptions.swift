import CTC
public import Foundation

/// How a model's output is read, said without its symbols: what words may be said, and what is preferred.
///
/// What is not said is as the model has it.
///
///     var options = DecodingOptions()
///     options.words = .phrases(["lights on", "lights off"])
///     let labeler = try SequenceLabeler.bundled(options: options)
public struct DecodingOptions: Sendable {
  /// The words that may be said.
  public enum Words: Sendable {
    /// Those of the model's list, if it has one, else any.
    case listed
    /// Any that the symbols write, weighed by the model's language model of letters, if it has one.
    case any
    /// These alone, each by itself or with the symbols that say it behind it, see
    /// `Lexicon.init(lines:alphabet:)`.
    case list([String])
    /// The same, one a line of a file.
    case listFile(URL)
    /// An utterance is one of these phrases, or nothing.
    case phrases([String])
    /// The same, one a line of a file.
    case phraseFile(URL)
  }

  /// What says how probable a sequence of words is, or of symbols.
  public enum LanguageModel: Sendable {
    /// The model's own, if it has one.
    case own
    /// Nothing.
    case none
    /// An n-gram model in a file, see `NGramModel`.
    case file(URL)
  }

  /// Whether the best symbol of each frame is taken, whatever words come out; nothing else can then be asked.
  public var isGreedy = false
  /// How many hypotheses a search keeps, at most 100 000; nil for as many as the model says, or 32.
  public var beamSize: Int?
  /// The words that may be said.
  public var words = Words.listed
  /// What weighs them; phrases are not weighed.
  public var languageModel = LanguageModel.own
  /// The factor of the language model's log-probabilities; nil for the model's, or 1.
  public var languageWeight: Float?
  /// What each word adds to the score, or with a language model over symbols each symbol, in nats; nil for the
  /// model's, or 0.
  public var wordBonus: Float?
  /// The power of the symbols' priors, which are the model's, that is divided out of the frames; nil for the
  /// model's, or 0.
  public var priorWeight: Float?
  /// Words or phrases to prefer, with their boosts in nats, see `HotWords`; they are recognized even if the list
  /// of words lacks them.
  public var hotWords: [(word: String, boost: Float)] = []
  /// Whether other transcripts than the best are wanted, which takes a search.
  public var offersChoice = false

  /// Options that leave everything to the model.
  public init() {}

  /// The words that the model is to recognize; nil where nothing that knows words is asked.
  package var vocabulary: Vocabulary? {
    if isGreedy { return nil }
    return switch words {
    case .phrases, .phraseFile: nil
    case .any: .any
    case .listed, .list, .listFile: .listed
    }
  }

  /// Whether the model's own language model is asked.
  package var needsOwnLanguageModel: Bool {
    if case .own = languageModel { true } else { false }
  }
}
