public import AudioFrontEnd
public import RecurrentNetwork

/// Everything about a model but its weights and its alphabet: what `config.json` holds.
public struct ModelConfiguration: Sendable, Equatable, Codable {
  /// The version of the model's files that this program writes and reads.
  public static let currentFormat = 1

  /// The version of the model's files.
  public var format = ModelConfiguration.currentFormat
  /// How sound becomes features; its sample rate is the model's.
  public var features: FilterBankConfiguration
  /// What is subtracted from features and what they are divided by.
  public var normalization: FeatureNormalization
  /// The shape of the network.
  public var network: NetworkConfiguration

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
