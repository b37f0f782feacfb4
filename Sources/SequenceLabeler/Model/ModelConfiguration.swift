public import AudioFrontEnd
public import CTC
public import RecurrentNetwork

/// Everything about a model but its weights and its alphabet: what `config.json` holds.
public struct ModelConfiguration: Sendable, Equatable, Codable {
  /// The version of the model's files that this program writes and reads.
  public static let currentFormat = 1

  /// The version of the model's files.
  public var format = ModelConfiguration.currentFormat
  /// How sound becomes features; its sample rate is the model's.
  public var features: FilterBankConfiguration
  /// Whether late reverberation is taken off the sound before that; nil for no.
  public var dereverberation: Bool?
  /// What is subtracted from features and what they are divided by.
  public var normalization: FeatureNormalization
  /// The shape of the network.
  public var network: NetworkConfiguration
  /// What the model's own language model counts for; nil for a weight of 1 and no bonus.
  public var fusion: FusionWeights?
  /// The same of the one that is used for any words, see ``Vocabulary/any``.
  public var openFusion: FusionWeights?
  /// How probable the network finds each symbol whatever is said; nil if nobody has measured it.
  public var symbolPriors: SymbolPriors?
  /// How many hypotheses a search with the model's own lexicon or language model keeps; nil for 32.
  public var beamSize: Int?
  /// The same for any words; nil for as many.
  public var openBeamSize: Int?
  /// What logits are divided by before they become probabilities; nil for 1.
  public var temperature: Float?

  private enum CodingKeys: String, CodingKey {
    case format, features, dereverberation, normalization, network, fusion, openFusion,
      symbolPriors, beamSize, openBeamSize, temperature
  }

  private enum AddedKeys: String, CodingKey {
    case featureFingerprint
  }

  /// Writes the parts, and beside them the features' fingerprint, which ``Model``
  /// compares.
  public func encode(to encoder: any Encoder) throws {
    var parts = encoder.container(keyedBy: CodingKeys.self)
    try parts.encode(format, forKey: .format)
    try parts.encode(features, forKey: .features)
    try parts.encodeIfPresent(dereverberation, forKey: .dereverberation)
    try parts.encode(normalization, forKey: .normalization)
    try parts.encode(network, forKey: .network)
    try parts.encodeIfPresent(fusion, forKey: .fusion)
    try parts.encodeIfPresent(openFusion, forKey: .openFusion)
    try parts.encodeIfPresent(symbolPriors, forKey: .symbolPriors)
    try parts.encodeIfPresent(beamSize, forKey: .beamSize)
    try parts.encodeIfPresent(openBeamSize, forKey: .openBeamSize)
    try parts.encodeIfPresent(temperature, forKey: .temperature)
    var added = encoder.container(keyedBy: AddedKeys.self)
    try added.encode(features.fingerprint, forKey: .featureFingerprint)
  }

  /// The configuration of a model that starts from these features.
  public init(
    features: FilterBankConfiguration, normalization: FeatureNormalization,
    network: NetworkConfiguration
  ) {
    self.features = features
    self.normalization = normalization
    self.network = network
  }
}
