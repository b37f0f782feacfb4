/// Which words a model on disk recognizes, if it has a list of them.
public enum Vocabulary: Sendable {
  /// Those of `lexicon.txt`, weighed by the language model `lm`; without a list, any.
  case listed
  /// Any that the symbols write, weighed by the language model `letters`.
  case any
}
