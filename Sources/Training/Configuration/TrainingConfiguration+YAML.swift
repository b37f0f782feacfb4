public import Foundation
import Interchange
import Yams

extension TrainingConfiguration {
  /// Reads a configuration file, then applies `settings` such as `network.units=128`.
  public init(
    contentsOf url: URL, settings: [String] = [], over base: TrainingConfiguration = .init()
  ) throws(ConfigurationError) {
    try self.init(yaml: Self.text(at: url), settings: settings, named: url.path, over: base)
  }

  /// The ``initialModel`` of a configuration file, or none, and of `settings`, which win; what the
  /// other keys are laid over depends on it.
  public static func initialModel(
    contentsOf url: URL?, settings: [String]
  ) throws(ConfigurationError) -> String {
    let node = try node(
      yaml: url.map(text(at:)) ?? "", settings: settings, named: url?.path ?? "", over: .init())
    return node["initialModel"]?.string ?? ""
  }

  private static func text(at url: URL) throws(ConfigurationError) -> String {
    do {
      return try textFile(at: url)
    } catch {
      throw .file(error)
    }
  }

  /// Reads YAML; keys that it leaves out are those of `base`, unless its own leave them without
  /// effect; unknown ones are refused by name.
  ///
  /// - Parameters:
  ///   - yaml: the text of a configuration.
  ///   - settings: `key=value` pairs that win over it; a dot leads into a section.
  ///   - source: what errors call the text.
  ///   - base: what holds where the text says nothing; by default the defaults.
  /// - Throws: ``ConfigurationError`` with the key that is wrong.
  public init(
    yaml: String, settings: [String] = [], named source: String = "the configuration",
    over base: TrainingConfiguration = .init()
  ) throws(ConfigurationError) {
    let node = try Self.node(yaml: yaml, settings: settings, named: source, over: base)
    do {
      self = try YAMLDecoder().decode(TrainingConfiguration.self, from: node)
      forgetUnused(of: base)
      try validate()
    } catch {
      let (key, reason) = Self.fault(error)
      let setting = settings.last { Self.concerns($0, key: key) }
      throw .wrongValue(
        source: setting.map { Self.name(of: $0) } ?? source, key: key, reason: reason)
    }
  }

  /// What errors call a setting.
  private static func name(of setting: String) -> String { "the setting \(setting)" }

  /// Whether a setting is of the value at `key`, of a part of it or of what it is a part of.
  private static func concerns(_ setting: String, key: String) -> Bool {
    let (path, key) = (
      setting.prefix { $0 != "=" }.split(separator: "."), key.split(separator: ".")
    )
    return !key.isEmpty && (path.starts(with: key) || key.starts(with: path))
  }

  /// The tree of `base` with what `yaml` and then `settings` say laid over it.
  private static func node(
    yaml: String, settings: [String], named source: String, over base: TrainingConfiguration
  ) throws(ConfigurationError) -> Node {
    var node = try node(base.yaml, source: source) ?? Node("")
    if let given = try Self.node(yaml, source: source) {
      try lay(given, over: &node, at: [], source: source)
    }
    for setting in settings {
      guard let equals = setting.firstIndex(of: "="), equals > setting.startIndex else {
        throw .notASetting(setting)
      }
      let value = try Self.node(
        String(setting[setting.index(after: equals)...]), source: name(of: setting))
      let path = setting[..<equals].split(separator: ".").map(String.init)
      let nested = path.reversed().reduce(value ?? Node("")) { inner, key in
        Node.mapping(Node.Mapping([(Node(key), inner)]))
      }
      try lay(nested, over: &node, at: [], source: name(of: setting))
    }
    return node
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

  /// The tree of a YAML text; nil if there is nothing in it.
  static func node(
    _ yaml: @autoclosure () throws -> String, source: String
  ) throws(ConfigurationError) -> Node? {
    do {
      return try Yams.compose(yaml: yaml())
    } catch {
      throw .notYAML(source: source, reason: yamlFault(error))
    }
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
