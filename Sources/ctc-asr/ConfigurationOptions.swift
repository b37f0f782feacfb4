import ArgumentParser
import Foundation
import Training

/// How to train.
struct ConfigurationOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The configuration, YAML; every key has a default.", valueName: "file"))
  var config: String?

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Overrides the configuration, such as network.units=128.", valueName: "key=value"))
  var settings: [String] = []

  /// The configuration; what neither the file nor a setting says is that of `base`.
  func load(over base: TrainingConfiguration = .init()) throws -> TrainingConfiguration {
    guard let config else {
      return try TrainingConfiguration(yaml: "", settings: settings, over: base)
    }
    return try TrainingConfiguration(
      contentsOf: URL(filePath: config), settings: settings, over: base)
  }
}
