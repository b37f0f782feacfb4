public import Foundation
import Yams

/// What is wrong with a configuration file or a `--set`.
public enum ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The file cannot be read.
  case unreadable(path: String, reason: String)
  /// The text is not YAML.
  case notYAML(source: String, reason: String)
  /// A key that does not exist.
  case unknownKey(source: String, key: String, known: [String])
  /// A value that does not fit its key.
  case wrongValue(source: String, key: String, reason: String)
  /// A setting that is not `key=value`.
  case notASetting(String)

  /// What is wrong, where, and what to do about it, in one line.
  public var description: String {
    switch self {
    case .unreadable(let path, let reason): "cannot read \(path): \(reason)"
    case .notYAML(let source, let reason): "\(source): not YAML: \(reason)"
    case .unknownKey(let source, let key, let known):
      "\(source): there is no key \(key); the keys here are \(known.joined(separator: ", "))"
    case .wrongValue(let source, let key, let reason):
      "\(source): \(key.isEmpty ? "the configuration" : key): \(reason)"
    case .notASetting(let text): "--set \(text): write key=value, such as network.units=128"
    }
  }
}

extension TrainingConfiguration {
  /// Reads a configuration file, then applies `settings` such as `network.units=128`.
  public init(contentsOf url: URL, settings: [String] = []) throws(ConfigurationError) {
    let text: String
    do {
      text = try String(contentsOf: url, encoding: .utf8)
    } catch {
      throw .unreadable(path: url.path, reason: error.localizedDescription)
    }
    try self.init(yaml: text, settings: settings, named: url.path)
  }

  /// Reads YAML; keys that it leaves out keep their defaults, unknown ones are refused by name.
  ///
  /// - Parameters:
  ///   - yaml: the text of a configuration.
  ///   - settings: `key=value` pairs that win over it; a dot leads into a section.
  ///   - source: what errors call the text.
  /// - Throws: ``ConfigurationError`` with the key that is wrong.
  public init(
    yaml: String, settings: [String] = [], named source: String = "the configuration"
  ) throws(ConfigurationError) {
    var node: Node
    do {
      node = try Yams.compose(yaml: TrainingConfiguration().yaml) ?? Node("")
      if let given = try Yams.compose(yaml: yaml) {
        try Self.lay(given, over: &node, at: [], source: source)
      }
      for setting in settings {
        guard let equals = setting.firstIndex(of: "="), equals > setting.startIndex else {
          throw ConfigurationError.notASetting(setting)
        }
        let value = try Yams.compose(yaml: String(setting[setting.index(after: equals)...]))
        let path = setting[..<equals].split(separator: ".").map(String.init)
        let nested = path.reversed().reduce(value ?? Node("")) { inner, key in
          Node.mapping(Node.Mapping([(Node(key), inner)]))
        }
        try Self.lay(nested, over: &node, at: [], source: "--set \(setting)")
      }
    } catch let error as ConfigurationError {
      throw error
    } catch {
      throw .notYAML(source: source, reason: Self.yamlFault(error))
    }
    do {
      self = try YAMLDecoder().decode(TrainingConfiguration.self, from: node)
    } catch DecodingError.typeMismatch(_, let context),
      DecodingError.dataCorrupted(let context),
      DecodingError.valueNotFound(_, let context),
      DecodingError.keyNotFound(_, let context)
    {
      throw .wrongValue(
        source: source, key: context.codingPath.map(\.stringValue).joined(separator: "."),
        reason: context.debugDescription)
    } catch {
      throw .wrongValue(source: source, key: "", reason: "\(error)")
    }
    try validate(source)
  }

  /// The configuration as YAML, with every key.
  public var yaml: String {
    get throws {
      let encoder = YAMLEncoder()
      encoder.options.sortKeys = false
      return try encoder.encode(self)
    }
  }

  /// Replaces in `base` what `given` has, key by key.
  private static func lay(
    _ given: Node, over base: inout Node, at path: [String], source: String
  ) throws(ConfigurationError) {
    guard case .mapping(var known) = base else {
      base = given
      return
    }
    if case .scalar(let text) = given, text.string.isEmpty || given.null != nil { return }
    guard case .mapping(let pairs) = given else {
      throw .wrongValue(
        source: source, key: path.joined(separator: "."), reason: "a section with keys is wanted")
    }
    for (key, value) in pairs {
      let name = key.string ?? "?"
      guard var old = known[key] else {
        throw .unknownKey(
          source: source, key: (path + [name]).joined(separator: "."),
          known: known.keys.compactMap(\.string))
      }
      try lay(value, over: &old, at: path + [name], source: source)
      known[key] = old
    }
    base = .mapping(known)
  }

  /// What the YAML parser found, in one line without the text that it quotes.
  private static func yamlFault(_ error: any Error) -> String {
    switch error as? YamlError {
    case .scanner(_, let problem, let mark, _)?, .parser(_, let problem, let mark, _)?,
      .composer(_, let problem, let mark, _)?:
      "line \(mark.line), column \(mark.column): \(problem)"
    case .duplicatedKeysInMapping(let keys, _)?:
      "\(keys.joined(separator: " and ")) must not stand twice"
    default:
      "\(error)".split(whereSeparator: \.isNewline).joined(separator: " ")
    }
  }
}
