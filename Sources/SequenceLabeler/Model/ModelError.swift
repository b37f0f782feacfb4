public import Interchange
public import LanguageModel
public import NumericCore

/// What is wrong with a model on disk or with its parts.
public enum ModelError: DescribedError, Sendable, Equatable {
  /// There is no directory at `path`, or it holds no model.
  case notAModel(path: String, missing: String)
  /// A file of the model cannot be read.
  case file(FileError)
  /// The model's language model cannot be read.
  case languageModel(NGramModelError)
  /// A file of the model cannot be understood, or the files do not fit each other.
  case unreadable(path: String, reason: String)
  /// The model was written by a newer version of the program.
  case unknownFormat(path: String, format: Int)
  /// The features in the configuration are not those that the network learned from.
  case foreignFeatures(path: String, stored: String, found: String)
  /// Weights are missing, left over, or of another shape than the configuration says.
  case wrongWeights(path: String, reason: String)
  /// The parts do not fit each other.
  case mismatch(String)
  /// The resources with the models that ship are in none of the folders where they are looked for.
  case noBundledModel(searched: [String])

  /// What is wrong, where, and what to do about it, in one line.
  public var description: String { sentence.onOneLine }

  private var sentence: String {
    switch self {
    case .notAModel(let path, let missing):
      "\(path): no model here: \(missing) is missing; give the directory that training wrote, "
        + "or one of the models that ship: \(BundledModel.allCases.map(\.rawValue).joined(separator: ", "))"
    case .file(let error):
      error.description
    case .languageModel(let error):
      error.description
    case .unreadable(let path, let reason):
      "\(path): \(reason)"
    case .unknownFormat(let path, let format):
      "\(path): the model has format \(format), this program reads format "
        + "\(ModelConfiguration.currentFormat); use a newer version of the program"
    case .foreignFeatures(let path, let stored, let found):
      "\(path): the model learned from features of fingerprint \(stored), these have \(found); "
        + "undo the changes to \"features\", or use the version of the program that wrote the model"
    case .wrongWeights(let path, let reason):
      "\(path): the weights do not belong to the configuration beside them: \(reason)"
    case .mismatch(let reason):
      "the parts of the model do not fit: \(reason)"
    case .noBundledModel(let searched):
      "ctc-asr_SequenceLabeler.resources, which holds the models that ship, is not in "
        + "\(searched.joined(separator: ", ")); copy it there, or name another model"
    }
  }
}
