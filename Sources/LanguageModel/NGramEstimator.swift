/// Estimates an n-gram model from text by interpolated modified Kneser–Ney smoothing.
///
///     p(w | h) = (c(h w) - D(c(h w))) / c(h ·) + γ(h) p(w | h'),   γ(h) = Σ_w D(c(h w)) / c(h ·)
///
/// c is the number of times that an n-gram occurs, if it is of the highest order or begins a
/// sentence, and otherwise the number of different words before it.  Below the single words stands
/// the uniform distribution over all of them and `<unk>`, which is how the unknown word gets its
/// share.  The estimates are those of kenlm's lmplz.
///
/// - Source: Chen and Goodman, 1998; Heafield et al., ACL 2013.
public struct NGramEstimator: Sendable {
  /// The length of the longest n-grams.
  public let order: Int
  /// What is used for the orders whose counts tell no discounts; without, they are an error.
  public var fallbackDiscounts: Discounts?
  private var words = WordTable()
  /// The numbers of the words of all sentences, each between `<s>` and `</s>`.
  private var tokens: [Int32] = []

  /// The words that every model has, by number.
  static let unknown: Int32 = 0
  static let begin: Int32 = 1
  static let end: Int32 = 2

  /// An estimator that has seen no text.
  ///
  /// - Precondition: `order` is at least 1.
  public init(order: Int, fallbackDiscounts: Discounts? = nil) {
    precondition(order >= 1, "order \(order)")
    self.order = order
    self.fallbackDiscounts = fallbackDiscounts
    for word in ["<unk>", "<s>", "</s>"] { _ = words.insert(word.utf8) }
  }

  /// Adds a sentence, a text in which white space parts the words; without one, too, it counts.
  ///
  /// - Throws: ``NGramEstimationError/reservedWord(word:)``.
  public mutating func append(_ sentence: some StringProtocol) throws(NGramEstimationError) {
    let start = tokens.count
    tokens.append(Self.begin)
    for word in LanguageModel.words(in: sentence) {
      let index = words.insert(word)
      guard index > Self.end else {
        tokens.removeSubrange(start...)
        throw .reservedWord(word: words[index])
      }
      tokens.append(Int32(index))
    }
    tokens.append(Self.end)
  }

  /// The model of all sentences so far.
  ///
  /// - Throws: ``NGramEstimationError``.
  /// - Complexity: time O(n log n) for n words, memory O(n · order).
  public func estimated() throws(NGramEstimationError) -> NGramEstimate {
    guard words.count > 3 else { throw .noWords }
    guard tokens.count < Int32.max else { throw .tooLong(words: tokens.count) }
    let counts = NGramCounts(tokens: tokens, wordCount: words.count, order: order)
    return try NGramEstimate(
      counts, words: words, tokens: tokens, fallbackDiscounts: fallbackDiscounts)
  }
}
