public import Interchange
public import NumericCore

/// What is wrong with a configuration file or a `--set`.
public enum ConfigurationError: DescribedError, Sendable, Equatable {
  /// The file cannot be read.
  case file(FileError)
  /// The text is not YAML.
  case notYAML(source: String, reason: String)
  /// A key that does not exist.
  case unknownKey(source: String, key: String, known: [String])
  /// A value that does not fit its key.
  case wrongValue(source: String, key: String, reason: String)
  /// A setting that is not `key=value`.
  case notASetting(String)

  /// What is wrong, where, and what to do about it, in one line.
  public var description: String { sentence.onOneLine }

  private var sentence: String {
    switch self {
    case .file(let error): error.description
    case .notYAML(let source, let reason): "\(source): not YAML: \(reason)"
    case .unknownKey(let source, let key, let known):
      "\(source): there is no key \(key); the keys here are \(known.joined(separator: ", "))"
    case .wrongValue(let source, let key, let reason):
      "\(source): \(key.isEmpty ? "the configuration" : key): \(reason)"
    case .notASetting(let text): "the setting “\(text)”: write key=value, such as network.units=128"
    }
  }
}
