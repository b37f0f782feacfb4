/// What a language model and the number of words count for in a beam search: α and β of
/// ``BeamSearchOptions``.
public struct FusionWeights: Sendable, Hashable, Codable {
  /// The factor of the language model's log-probabilities; not negative.
  public var languageWeight: Float
  /// What each word adds to the score, in nats.
  public var wordBonus: Float

  /// The weights of a search without a language model.
  public static let none = FusionWeights(languageWeight: 0, wordBonus: 0)

  /// These weights.
  public init(languageWeight: Float, wordBonus: Float) {
    self.languageWeight = languageWeight
    self.wordBonus = wordBonus
  }
}

extension BeamSearchOptions {
  /// The language model's weight and the word bonus together.
  public var weights: FusionWeights {
    get { FusionWeights(languageWeight: languageWeight, wordBonus: wordBonus) }
    set { (languageWeight, wordBonus) = (newValue.languageWeight, newValue.wordBonus) }
  }
}
