import AudioFrontEnd
import CTC
import Foundation
import NumericCore
import RecurrentNetwork
import SequenceLabeler

/// The model that a training starts from.
struct InitialModel {
  private let model: Model
  private let directory: URL

  /// Reads the model that `configuration` names, which must have its features, layers and
  /// normalization.
  init(_ configuration: TrainingConfiguration) throws {
    let path = configuration.initialModel
    directory = try Model.directory(named: path)
    model = try Model(contentsOf: directory, languageModel: false)
    var own = configuration
    own.features = model.configuration.features
    own.network = model.configuration.network.shape
    own.network.dropout = configuration.network.dropout
    own.network.dropoutKind = configuration.network.dropoutKind
    own.network.truncation = configuration.network.truncation
    own.network.initialization = configuration.network.initialization
    // The layers come first: what a normalization is by default depends on them.
    var normalized = own
    normalized.normalization = NormalizationKind(of: model.configuration.normalization)
    if let (key, value, other) = try configuration.difference(from: own.yaml)
      ?? configuration.difference(from: normalized.yaml)
    {
      throw ConfigurationError.wrongValue(
        source: "the configuration", key: key,
        reason: "\(value); the model in \(path) that the training starts from has \(other); "
          + "leave it out")
    }
  }

  /// The features' normalization that the weights are used to.
  var normalization: FeatureNormalization { model.configuration.normalization }

  /// Adds all weights to a digest of what a training depends on.
  func addWeights(to fingerprint: inout Fingerprint) {
    let parameters = model.network.parameters
    for entry in parameters.entries { fingerprint.add(parameters.values(of: entry)) }
  }

  /// What the model knows of words, if it has a list of them and writes the same symbols.
  func vocabulary(for texts: [String], alphabet: Alphabet) throws -> InheritedVocabulary? {
    guard let lexicon = model.lexicon,
      Set(alphabet.symbols) == Set(model.alphabet.symbols)
    else { return nil }
    var configuration = model.configuration
    // The symbols may stand in another order here.
    if let priors = configuration.symbolPriors?.probabilities {
      let known = Dictionary(uniqueKeysWithValues: zip(model.alphabet.symbols, priors))
      configuration.symbolPriors = SymbolPriors(
        probabilities: alphabet.symbols.map { known[$0] ?? 0 })
    }
    return try InheritedVocabulary(
      alphabet == lexicon.alphabet ? lexicon : Lexicon(lines: lexicon.lines, alphabet: alphabet),
      languageModels: Model.languageModelFiles(in: directory), configuration: configuration,
      texts: texts)
  }

  /// Whether the model has all symbols of another alphabet.
  func knows(_ alphabet: Alphabet) -> Bool {
    Set(alphabet.symbols.enumerated().filter { $0.offset != alphabet.null }.map(\.element))
      .isSubset(of: model.alphabet.symbols)
  }

  /// Sets all weights to their mean with the model's, in which those have a share of `share`, but for
  /// outputs that the model has no symbol for; 1 makes them the model's.
  func blend(into parameters: inout ParameterStore, share: Float, alphabet: Alphabet) throws {
    let known = model.network.parameters
    let old = Dictionary(
      uniqueKeysWithValues: known.entries.map { ($0.name, $0) })
    for entry in parameters.entries {
      guard let source = old[entry.name] else { throw ParameterError.missing(entry.name) }
      let values = known.values(of: source)
      var blended = parameters.values(of: entry)
      func blend(_ places: Range<Int>, with first: Int) {
        for (index, place) in places.enumerated() {
          blended[place] = share * values[first + index] + (1 - share) * blended[place]
        }
      }
      if entry.name.hasPrefix("output.") {
        let width = entry.shape.count == 2 ? entry.shape[1] : 1
        for label in alphabet.symbols.indices {
          guard let known = self.label(of: label, in: alphabet) else { continue }
          blend(label * width..<(label + 1) * width, with: known * width)
        }
      } else {
        blend(blended.indices, with: 0)
      }
      parameters.set(entry, to: blended)
    }
  }

  /// The model's label of a symbol of another alphabet, if it has it.
  private func label(of label: Int, in alphabet: Alphabet) -> Int? {
    if label == alphabet.null { return model.alphabet.null }
    let known = model.alphabet.symbols.firstIndex(of: alphabet.symbols[label])
    return known == model.alphabet.null ? nil : known
  }
}
