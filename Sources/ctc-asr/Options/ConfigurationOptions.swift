import ArgumentParser
import CTC
import Foundation
import Interchange
import RecurrentNetwork
import SequenceLabeler
import Training

/// How to train.
struct ConfigurationOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Start from the weights of this model, also for another alphabet. If it writes neither capitals \
      nor punctuation, none are learned (text=spoken). If it has all symbols of the texts, it keeps \
      its others.
      """, valueName: "dir"))
  var `init`: String?

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
  private func base(
    for data: Manifest, like model: Model?, adapting: Bool
  ) -> TrainingConfiguration {
    var base =
      config == nil ? TrainingConfiguration(fitting: DataSurvey(data)) : TrainingConfiguration()
    guard config == nil && adapting else {
      if let model { base.takeParts(of: model) }
      return base
    }
    if let model {
      let fresh = base
      let errorRate = base.adapt(model, to: data)
      if base.epochs != fresh.epochs || base.optimizer != fresh.optimizer {
        let heard = Int((100 * (1 - errorRate)).rounded())
        notice(
          "the model to start from hears \(heard)% of the characters right already; so, by default, "
            + "\(counted(base.epochs, "epoch")) at a learning rate of \(base.optimizer.learningRate), "
            + "not \(fresh.epochs) at \(fresh.optimizer.learningRate)")
      }
    }
    return base
  }

  /// The model to start from that the option, else the file or a setting names; nil if none does.
  func initialModel() throws -> Model? {
    if let `init` { return try Model(named: `init`, vocabulary: nil) }
    let name = try TrainingConfiguration.initialModel(
      contentsOf: config.map { URL(filePath: $0) }, settings: settings)
    return name.isEmpty ? nil : try Model(named: name, vocabulary: nil)
  }

  /// Tells that there is a model to start from, if little is to be learned from nothing and the network
  /// is left to the program.
  func tellModelToStartFrom(of chosen: TrainingConfiguration, for set: DataSet) {
    let isNetworkGiven = settings.contains { setting in
      ["network.", "features."].contains { setting.hasPrefix($0) }
    }
    guard set.duration < 3600, chosen.initialModel.isEmpty, config == nil, !isNetworkGiven else {
      return
    }
    notice(
      "note: \(clockTime(set.duration)) min is little to learn from; `train --init english` begins with what "
        + "that model has learned, and makes far fewer errors as a rule, in other languages too")
  }

  /// The configuration of a training on `data` from the weights of `model`.
  ///
  /// Without a file, the alphabet is that of `model` where it has all symbols of the texts: what a
  /// few recordings happen not to have is not unlearned.  What a training does depends on how much of
  /// `data` the model hears already; without `adapting` nobody listens.
  func load(
    for data: Manifest, like model: Model?, adapting: Bool = true
  ) throws -> TrainingConfiguration {
    var configuration = try load(over: base(for: data, like: model, adapting: adapting))
    if config == nil, configuration.alphabet.isEmpty, let known = model?.alphabet {
      let own = configuration.alphabet(for: data).writtenSymbols
      // The key has room for single characters only.
      if known.writtenSymbols.allSatisfy({ $0.count == 1 }), !own.isEmpty,
        Set(own).isSubset(of: known.writtenSymbols)
      {
        configuration.alphabet = known.writtenSymbols.joined()
        configuration.text = TrainingConfiguration().text
      }
    }
    return configuration
  }

  /// The configuration; what neither the file nor a setting says is that of `base`.
  private func load(over base: TrainingConfiguration) throws -> TrainingConfiguration {
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
