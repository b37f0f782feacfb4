/// Options that may be left out of a file, in which case they keep their default.
struct OptionContainer<Key: CodingKey & CaseIterable> {
  private let container: KeyedDecodingContainer<Key>

  /// - Throws: `DecodingError` for a key that is no option, so that a misspelled one is noticed.
  init(_ decoder: any Decoder) throws {
    for key in try decoder.container(keyedBy: AnyKey.self).allKeys
    where Key(stringValue: key.stringValue) == nil {
      let known = Key.allCases.map(\.stringValue).joined(separator: ", ")
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath + [key],
          debugDescription: "no option \(key.stringValue); there are \(known)"))
    }
    container = try decoder.container(keyedBy: Key.self)
  }

  /// Sets `option` to the value of `key`, if there is one.
  func read<Value: Decodable>(_ key: Key, into option: inout Value) throws {
    option = try container.decodeIfPresent(Value.self, forKey: key) ?? option
  }

  /// Calls `body` with the decoder of the options below `key`, if there are any.
  func readOptions(_ key: Key, _ body: (any Decoder) throws -> Void) throws {
    if container.contains(key) { try body(container.superDecoder(forKey: key)) }
  }
}

private struct AnyKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}
