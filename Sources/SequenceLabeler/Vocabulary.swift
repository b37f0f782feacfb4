/// Which words a model on disk recognizes.
public enum Vocabulary: Sendable {
  /// Those of `lexicon.txt`, any if it is not there; weighed by the language model `lm`.
  case listed
  /// Any that the symbols write, weighed by the language model `letters`.
  case any
}
