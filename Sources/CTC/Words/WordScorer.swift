/// What a beam search asks of a language model over words, or over symbols.
///
/// A model that knows the word `|` is over symbols: each symbol is a word to it, and `|` stands for the
/// space between the words of the text, as `ctc-asr lm --symbols` writes it.
///
/// A context is an integer, so that a hypothesis costs nothing to copy.
public protocol WordScorer: Sendable {
  /// The context at the start of a sentence.
  var start: Int { get }
  /// The number of a word, or nil if the model does not know it.
  func index(of word: String) -> Int?
  /// ln p(word | context) and the context after it; `word` nil is the unknown word.
  func score(_ word: Int?, after context: Int) -> (score: Float, context: Int)
  /// ln p(end of sentence | context).
  func endScore(after context: Int) -> Float
}

extension WordScorer {
  /// The number of the word that stands for a space, of a model over symbols.
  var space: Int? { index(of: "|") }
}
