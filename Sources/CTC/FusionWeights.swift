/// What a language model and the number of words count for in a beam search: α and β of
/// ``BeamSearchOptions``; and how sure the words are that it finds with them.
public struct FusionWeights: Sendable, Hashable, Codable {
  /// The factor of the language model's log-probabilities; not negative.
  public var languageWeight: Float
  /// What each word adds to the score, in nats.
  public var wordBonus: Float
  /// How the posteriors of words become their confidence; nil for as they are.
  public var confidence: PlattScaling?

  /// The weights of a search without a language model.
  public static let none = FusionWeights(languageWeight: 0, wordBonus: 0)

  /// These weights.
  public init(languageWeight: Float, wordBonus: Float, confidence: PlattScaling? = nil) {
    self.languageWeight = languageWeight
    self.wordBonus = wordBonus
    self.confidence = confidence
  }
}

extension BeamSearchOptions {
  /// The language model's weight, the word bonus and the words' confidence together.
  public var weights: FusionWeights {
    get {
      FusionWeights(languageWeight: languageWeight, wordBonus: wordBonus, confidence: confidence)
    }
    set {
      (languageWeight, wordBonus) = (newValue.languageWeight, newValue.wordBonus)
      confidence = newValue.confidence
    }
  }
}
