public import NumericCore

/// Why output cannot be read as ``DecodingOptions`` say.
public enum DecodingOptionsError: DescribedError, Sendable, Equatable {
  /// An option, as error messages name it.
  public enum Option: String, Sendable {
    /// ``DecodingOptions/isGreedy``.
    case greedy = "isGreedy"
    /// ``DecodingOptions/beamSize``.
    case beamSize
    /// A list of ``DecodingOptions/words``.
    case words
    /// Phrases as ``DecodingOptions/words``.
    case phrases
    /// A file as ``DecodingOptions/languageModel``.
    case languageModel
    /// No ``DecodingOptions/languageModel``.
    case noLanguageModel = "languageModel .none"
    /// ``DecodingOptions/languageWeight``.
    case languageWeight
    /// ``DecodingOptions/wordBonus``.
    case wordBonus
    /// ``DecodingOptions/priorWeight``.
    case priorWeight
    /// ``DecodingOptions/hotWords``.
    case hotWords
    /// ``DecodingOptions/offersChoice``.
    case offersChoice
  }

  /// A number that cannot be.
  case outOfRange(Option, value: String, requirement: String)
  /// Two options of which one alone can hold.
  case together(Option, Option)
  /// A list without a word, or without a phrase.
  case empty(Option)
  /// A weight of a language model where there is none.
  case noLanguageModel
  /// A weight of priors where there are none.
  case noPriors
  /// Hot words beside words that are pronounced.
  case pronouncedWords

  /// What is wrong and what to do about it, in one line.
  public var description: String { description(naming: \.rawValue) }

  /// The same with other names of the options.
  package func description(naming name: (Option) -> String) -> String {
    switch self {
    case .outOfRange(let option, let value, let requirement):
      "\(name(option)) is \(value); it must be \(requirement)"
    case .together(let one, let other):
      "\(name(one)) does not go with \(name(other))"
    case .empty(let option):
      "\(name(option)): the list is empty, so that nothing would be recognized; name at least one"
    case .noLanguageModel:
      "\(name(.languageWeight)) needs \(name(.languageModel)), or a model with a language model of its own"
    case .noPriors:
      "\(name(.priorWeight)) needs a model with priors; `ctc-asr tune --save` finds them"
    case .pronouncedWords:
      "\(name(.hotWords)) does not go with a list of pronunciations; \(name(.languageModel)) prefers "
        + "words there"
    }
  }
}
