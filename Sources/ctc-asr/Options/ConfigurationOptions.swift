import ArgumentParser
import Foundation
import Interchange
import RecurrentNetwork
import SequenceLabeler
import Training

/// How to train.
struct ConfigurationOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The configuration, YAML. Keys that it leaves out have fixed defaults, whatever the data.",
      valueName: "file"))
  var config: String?

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Overrides the configuration, such as network.units=128.", valueName: "key=value"))
  var settings: [String] = []

  /// What holds where neither the file nor a setting says anything: what fits `data` if there is no
  /// file, and the features, normalization and layers of `model`.
  func base(for data: Manifest, like model: ModelConfiguration?) -> TrainingConfiguration {
    var base =
      config == nil
      ? TrainingConfiguration(fitting: DataSurvey(data)) : TrainingConfiguration()
    if let model {
      base.features = model.features
      base.normalization = NormalizationKind(of: model.normalization)
      base.network = model.network.shape
    }
    return base
  }

  /// The model to start from that the file or a setting names; nil if neither does.
  func initialModel() throws -> Model? {
    let name = try TrainingConfiguration.initialModel(
      contentsOf: config.map { URL(filePath: $0) }, settings: settings)
    return name.isEmpty ? nil : try Model(named: name, vocabulary: nil)
  }

  /// The configuration; what neither the file nor a setting says is that of `base`.
  func load(over base: TrainingConfiguration = .init()) throws -> TrainingConfiguration {
    guard let config else {
      let found = try TrainingConfiguration(yaml: "", settings: settings, over: base)
      guard base.network.bidirectional && !found.network.bidirectional else { return found }
      // For live use, where an utterance's mean is not known before its end.
      var base = base
      base.normalization = .corpus
      return try TrainingConfiguration(yaml: "", settings: settings, over: base)
    }
    return try TrainingConfiguration(
      contentsOf: URL(filePath: config), settings: settings, over: base)
  }
}
