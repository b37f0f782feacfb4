import AudioFrontEnd
import CTC
import Foundation
import RecurrentNetwork
import SequenceLabeler

/// The model that a training starts from.
struct InitialModel {
  private let model: Model

  /// Reads the model that `configuration` names, which must have its features and layers.
  init(_ configuration: TrainingConfiguration) throws {
    let path = configuration.initialModel
    model = try Model(named: path)
    func differ(_ key: String) -> ConfigurationError {
      .wrongValue(
        source: "the configuration", key: key,
        reason: "not that of the model in \(path) that the training starts from; leave it out")
    }
    guard model.configuration.features == configuration.features else { throw differ("features") }
    var shape = model.configuration.network.shape
    shape.dropout = configuration.network.dropout
    shape.truncation = configuration.network.truncation
    shape.initialization = configuration.network.initialization
    guard shape == configuration.network else { throw differ("network") }
  }

  /// The features' normalization that the weights are used to.
  var normalization: FeatureNormalization { model.configuration.normalization }

  /// Sets all weights to the model's, but for outputs that the model has no symbol for.
  func fill(_ parameters: ParameterStore, alphabet: Alphabet) throws {
    let old = Dictionary(
      uniqueKeysWithValues: model.network.parameters.entries.map { ($0.name, $0) })
    for entry in parameters.entries {
      guard let source = old[entry.name] else { throw ParameterError.missing(entry.name) }
      let values = model.network.parameters.values(of: source)
      if entry.name.hasPrefix("output.") {
        var rows = parameters.values(of: entry)
        let width = entry.shape.count == 2 ? entry.shape[1] : 1
        for (label, symbol) in alphabet.symbols.enumerated() {
          let known =
            label == alphabet.null
            ? model.alphabet.null : model.alphabet.symbols.firstIndex(of: symbol)
          guard let known, label == alphabet.null || known != model.alphabet.null else { continue }
          rows.replaceSubrange(
            label * width..<(label + 1) * width, with: values[known * width..<(known + 1) * width])
        }
        parameters.set(entry, to: rows)
      } else {
        parameters.set(entry, to: values)
      }
    }
  }
}
