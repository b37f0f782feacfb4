/// What counts for how much in a beam search beside the frames: α, β and γ of ``BeamSearchOptions``;
/// and how sure the words are that it finds with them.
public struct FusionWeights: Sendable, Hashable {
  /// The factor of the language model's log-probabilities; not negative.
  public var languageWeight: Float
  /// What each word adds to the score, in nats.
  public var wordBonus: Float
  /// The power of the symbols' priors that is divided out of the frames; not negative.
  public var priorWeight: Float
  /// How the posteriors of words become their confidence; nil for as they are.
  public var confidence: PlattScaling?

  /// The weights of a search without a language model.
  public static let withoutLanguageModel = FusionWeights(languageWeight: 0, wordBonus: 0)

  /// These weights.
  public init(
    languageWeight: Float, wordBonus: Float, priorWeight: Float = 0,
    confidence: PlattScaling? = nil
  ) {
    self.languageWeight = languageWeight
    self.wordBonus = wordBonus
    self.priorWeight = priorWeight
    self.confidence = confidence
  }
}

extension FusionWeights: Codable {
  private enum CodingKeys: String, CodingKey {
    case languageWeight, wordBonus, priorWeight, confidence
  }

  /// Reads weights; without `priorWeight` it is 0.
  public init(from decoder: any Decoder) throws {
    let parts = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      languageWeight: try parts.decode(Float.self, forKey: .languageWeight),
      wordBonus: try parts.decode(Float.self, forKey: .wordBonus),
      priorWeight: try parts.decodeIfPresent(Float.self, forKey: .priorWeight) ?? 0,
      confidence: try parts.decodeIfPresent(PlattScaling.self, forKey: .confidence))
  }
}

extension BeamSearchOptions {
  /// The weights of language model, words and priors and the words' confidence together.
  public var weights: FusionWeights {
    get {
      FusionWeights(
        languageWeight: languageWeight, wordBonus: wordBonus, priorWeight: priorWeight,
        confidence: confidence)
    }
    set {
      (languageWeight, wordBonus) = (newValue.languageWeight, newValue.wordBonus)
      (priorWeight, confidence) = (newValue.priorWeight, newValue.confidence)
    }
  }
}
