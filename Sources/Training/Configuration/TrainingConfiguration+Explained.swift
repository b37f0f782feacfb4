import Yams

extension TrainingConfiguration {
  /// The configuration as YAML, with every key, each with what it means behind it.
  public var explainedYAML: String {
    get throws {
      guard let node = try Yams.compose(yaml: yaml) else { return "" }
      return try Self.lines(of: node, at: []).joined(separator: "\n") + "\n"
    }
  }

  private static func lines(of node: Node, at path: [String]) throws -> [String] {
    guard let mapping = node.mapping else { return [] }
    return try mapping.flatMap { key, value -> [String] in
      let name = key.string ?? ""
      let indentation = String(repeating: "  ", count: path.count)
      guard value.mapping == nil else {
        return try ["\(indentation)\(name):"] + lines(of: value, at: path + [name])
      }
      let line = "\(indentation)\(name): \(try text(of: value))"
      let explanation = explanationOfKey[(path + [name]).joined(separator: ".")]
      return [explanation.map { "\(line)  # \($0)" } ?? line]
    }
  }

  private static func text(of value: Node) throws -> String {
    if let elements = value.sequence {
      return "[\(try elements.map(text).joined(separator: ", "))]"
    }
    if value.scalar?.style == .plain, value.int == nil, let number = value.float {
      return shortest(number)
    }
    return try Yams.serialize(node: value).split(separator: "\n").first.map(String.init) ?? ""
  }

  /// A number as people write it: that of single precision which it was, if it was one.
  private static func shortest(_ number: Double) -> String {
    let single = Float(number)
    let wasSingle = abs(Double(single) - number) <= 1e-14 * abs(number)
    let text = wasSingle ? "\(single)" : "\(number)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
