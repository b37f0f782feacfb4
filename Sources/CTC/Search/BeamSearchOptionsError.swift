public import NumericCore

/// Why a beam search cannot be made as its ``BeamSearchOptions`` say.
public enum BeamSearchOptionsError: DescribedError, Sendable, Equatable {
  /// A number that cannot be.
  case outOfRange(option: String, value: String, requirement: String)
  /// Priors that are not those of the symbols.
  case otherPriors(count: Int, symbols: Int)
  /// A lexicon or hot words that were compiled for other symbols.
  case otherAlphabet(option: String)

  /// What is wrong and what to do about it, in one line.
  public var description: String {
    switch self {
    case .outOfRange(let option, let value, let requirement):
      "\(option) is \(value); it must be \(requirement)"
    case .otherPriors(let count, let symbols):
      "priors has \(count) probabilities for \(symbols) symbols; there must be one for each"
    case .otherAlphabet(let option):
      "\(option) was compiled for another alphabet; compile it for the model's, or the frames', own"
    }
  }
}
