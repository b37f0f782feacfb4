public import NumericCore

/// Why no model can be estimated from a text.
public enum NGramEstimationError: DescribedError, Sendable, Equatable {
  /// There is no word in the text.
  case noWords
  /// A word that a model keeps for itself.
  case reservedWord(word: String)
  /// More words than a model of this package can number.
  case tooLong(words: Int)
  /// The discounts of an order cannot be computed: too few n-grams were seen `count` times, or
  /// those that were seen so often are too many for the ones seen less often.
  case noDiscount(order: Int, count: Int)

  /// One line: what is wrong, where, and what to do.
  public var description: String { sentence.onOneLine }

  private var sentence: String {
    switch self {
    case .noWords: "the text has no word"
    case .reservedWord(let word):
      "the word \(word) is one that a model keeps for itself; take it out"
    case .tooLong(let words): "the text has \(words) words; a model is made of 2000 million at most"
    case .noDiscount(let order, let count):
      "the text is too small or too regular: its \(order)-grams of count \(count) say "
        + "nothing of how much to discount; take more text, a lower order or discounts that are given"
    }
  }
}
