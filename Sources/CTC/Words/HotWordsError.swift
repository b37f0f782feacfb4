public import NumericCore

/// What can be wrong with a word to prefer.
public enum HotWordsError: DescribedError, Sendable, Equatable {
  /// The boost is no number, or of a greater magnitude than ``HotWords/greatestBoost``.
  case boostOutOfRange(word: String, boost: Float)
  /// The alphabet cannot write it.
  case unwritable(word: String, reason: AlphabetError)

  /// What is wrong with which word, in one line.
  public var description: String {
    switch self {
    case .boostOutOfRange(let word, let boost):
      "the hot word “\(word)” has a boost of \(boost); it must be from -\(Self.greatest) to "
        + Self.greatest
    case .unwritable(let word, let reason): "the hot word “\(word)”: \(reason)"
    }
  }

  private static var greatest: String { "\(Int(HotWords.greatestBoost))" }
}
