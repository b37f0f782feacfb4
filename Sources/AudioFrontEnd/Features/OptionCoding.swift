/// How one option of a configuration is read from a file and written to it.
struct OptionCoding<Configuration>: Sendable {
  private typealias Reading =
    @Sendable (KeyedDecodingContainer<OptionKey>, inout Configuration) throws -> Void
  private typealias Writing =
    @Sendable (Configuration, inout KeyedEncodingContainer<OptionKey>) throws -> Void

  private let key: OptionKey
  private let read: Reading
  private let write: Writing
  private let describe: @Sendable (Configuration) -> String

  /// The option at `path`, which files call `name`; where they leave it out, it stays what it is.
  init<Value: Codable & SendableMetatype>(
    _ name: String, _ path: any WritableKeyPath<Configuration, Value> & Sendable
  ) {
    let key = OptionKey(name)
    self.key = key
    describe = { "\($0[keyPath: path])" }
    read = { options, configuration in
      configuration[keyPath: path] =
        try options.decodeIfPresent(Value.self, forKey: key) ?? configuration[keyPath: path]
    }
    write = { configuration, options in
      try options.encode(configuration[keyPath: path], forKey: key)
    }
  }

  /// The section at `path`, which has `options` of its own.
  init<Section: Encodable & SendableMetatype>(
    _ name: String, _ path: any WritableKeyPath<Configuration, Section> & Sendable,
    options: [OptionCoding<Section>]
  ) {
    let key = OptionKey(name)
    self.init(
      key,
      { container, configuration in
        guard container.contains(key) else { return }
        try OptionCoding<Section>.read(
          options, from: container.superDecoder(forKey: key), into: &configuration[keyPath: path])
      },
      { configuration, container in
        try container.encode(configuration[keyPath: path], forKey: key)
      },
      { configuration in
        options.map { $0.text(of: configuration[keyPath: path]) }.joined(separator: ",")
      })
  }

  private init(
    _ key: OptionKey, _ read: @escaping Reading, _ write: @escaping Writing,
    _ describe: @escaping @Sendable (Configuration) -> String
  ) {
    (self.key, self.read, self.write, self.describe) = (key, read, write, describe)
  }

  /// The option and its value: `name=value`.
  func text(of configuration: Configuration) -> String {
    "\(key.stringValue)=\(describe(configuration))"
  }

  /// The same option of a configuration that holds this one at `path`.
  func inside<Whole>(
    _ path: any WritableKeyPath<Whole, Configuration> & Sendable
  ) -> OptionCoding<Whole> {
    OptionCoding<Whole>(
      key, { options, whole in try read(options, &whole[keyPath: path]) },
      { whole, options in try write(whole[keyPath: path], &options) },
      { whole in describe(whole[keyPath: path]) })
  }

  /// Sets the options that `decoder` has.
  ///
  /// - Throws: `DecodingError` for a key that is no option, so that a misspelled one is noticed.
  static func read(
    _ options: [OptionCoding], from decoder: any Decoder, into configuration: inout Configuration
  ) throws {
    let container = try decoder.container(keyedBy: OptionKey.self)
    let known = options.map(\.key.stringValue)
    if let key = container.allKeys.first(where: { !known.contains($0.stringValue) }) {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath + [key],
          debugDescription:
            "no option \(key.stringValue); there are \(known.joined(separator: ", "))"))
    }
    for option in options { try option.read(container, &configuration) }
  }

  /// Writes all options, beside each other.
  static func write(
    _ options: [OptionCoding], of configuration: Configuration, to encoder: any Encoder
  ) throws {
    var container = encoder.container(keyedBy: OptionKey.self)
    for option in options { try option.write(configuration, &container) }
  }
}

/// The name of an option in a file.
struct OptionKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(_ name: String) { stringValue = name }
  init(stringValue: String) { self.init(stringValue) }
  init?(intValue: Int) { nil }
}
