import AudioFrontEnd
import CTC
public import Interchange
import RecurrentNetwork
public import SequenceLabeler

extension TrainingConfiguration {
  /// The share of characters that a model to start from may hear wrong, as it is, if it is to be changed
  /// but a little.
  static let familiarErrorRate = 0.3

  /// Takes what a model to start from has and what suits it: its features, normalization and layers,
  /// texts as they are spoken where it has no symbols for more, and fewer epochs at a lower
  /// learning rate and the mean with its own weights if it hears most of the recordings already.
  ///
  /// From five minutes of a new speaker of a known language, a training as from nothing forgets more
  /// than it learns; where the model hears little as yet, in another language say, it is what works.
  ///
  /// - Parameters:
  ///   - model: the model to start from.
  ///   - data: the recordings to learn from; a hundred of them, evenly spread, are heard.
  /// - Returns: the share of the hundred's characters that the model hears wrong, greedily.
  @discardableResult
  public mutating func adapt(_ model: Model, to data: Manifest) -> Double {
    takeParts(of: model)
    if Self.needsSpokenTexts(of: data, model.alphabet) { text = .spoken }
    let errorRate = errorRate(of: model, on: data)
    if errorRate <= Self.familiarErrorRate {
      epochs = min(epochs, 40)
      evaluateEvery = max(1, epochs / 20)
      optimizer.learningRate = 0.0002
      initialShare = 0.3
    }
    return errorRate
  }

  /// Takes the features, normalization and layers of a model, as a training from it must.
  public mutating func takeParts(of model: Model) {
    features = model.configuration.features
    normalization = NormalizationKind(of: model.configuration.normalization)
    network = model.configuration.network.shape
  }

  /// Whether a model with this alphabet is for texts as they are spoken, and these are not written so.
  private static func needsSpokenTexts(of data: Manifest, _ alphabet: Alphabet) -> Bool {
    let written = data.entries.map(\.text).filter { alphabet.writable($0) != normalizedText($0) }
    return !written.isEmpty
      && written.allSatisfy {
        alphabet.writable($0) == spokenText($0, hasDotlessI: alphabet.hasDotlessI)
      }
  }

  /// The share of characters that `model` hears wrong; 1 if no recording can be read.
  private func errorRate(of model: Model, on data: Manifest) -> Double {
    let entries = Manifest(entries: data.entries.filter { !$0.text.isEmpty }).sample(of: 100)
    let labeler = SequenceLabeler.greedy(model)
    let heard = withClips(of: entries) { index, clip -> (reference: String, hypothesis: String)? in
      guard let clip = try? clip.get() else { return nil }
      let written = entries[index].text
      let reference =
        text == .spoken
        ? spokenText(written, hasDotlessI: model.alphabet.hasDotlessI) : normalizedText(written)
      return (reference, labeler.transcribe(clip).text)
    }
    var errors = ErrorRate()
    for case (let reference, let hypothesis)? in heard {
      errors.add(reference: reference, hypothesis: hypothesis)
    }
    return errors.characters.reference > 0 ? errors.characters.rate : 1
  }
}
