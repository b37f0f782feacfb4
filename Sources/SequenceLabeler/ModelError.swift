public import Interchange

/// What is wrong with a model on disk or with its parts.
public enum ModelError: Error, Sendable, Equatable, CustomStringConvertible {
  /// There is no directory at `path`, or it holds no model.
  case notAModel(path: String, missing: String)
  /// A file of the model cannot be read.
  case file(FileError)
  /// A file of the model cannot be understood, or the files do not fit each other.
  case unreadable(path: String, reason: String)
  /// The model was written by a newer version of the program.
  case unknownFormat(path: String, format: Int)
  /// Weights are missing, left over, or of another shape than the configuration says.
  case wrongWeights(path: String, reason: String)
  /// The parts do not fit each other.
  case mismatch(String)
  /// The model that ships with the program is not where the program looks for it.
  case noBundledModel(searched: [String])

  /// What is wrong, where, and what to do about it, in one line.
  public var description: String {
    switch self {
    case .notAModel(let path, let missing):
      "\(path): no model here: \(missing) is missing; give the directory that training wrote"
    case .file(let error):
      error.description
    case .unreadable(let path, let reason):
      "\(path): \(reason)"
    case .unknownFormat(let path, let format):
      "\(path): the model has format \(format), this program reads format "
        + "\(ModelConfiguration.currentFormat); use a newer version of the program"
    case .wrongWeights(let path, let reason):
      "\(path): the weights do not belong to the configuration beside them: \(reason)"
    case .mismatch(let reason):
      "the parts of the model do not fit: \(reason)"
    case .noBundledModel(let searched):
      "the model that ships with the program was not found in \(searched.joined(separator: ", "))"
        + "; name one with --model"
    }
  }
}
