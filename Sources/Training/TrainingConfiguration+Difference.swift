import Yams

extension TrainingConfiguration {
  /// The first key, as in a file, that `other` has another value of, with both values.
  func difference(
    from other: TrainingConfiguration
  ) throws(ConfigurationError) -> (key: String, value: String, other: String)? {
    func text(_ node: Node) -> String {
      node.sequence.map { "[\($0.map(text).joined(separator: ", "))]" } ?? node.string ?? ""
    }
    func difference(
      _ first: Node, _ second: Node, at path: [String]
    ) -> (key: String, value: String, other: String)? {
      guard let values = first.mapping, let others = second.mapping else {
        return first == second
          ? nil : (path.joined(separator: "."), text(first), text(second))
      }
      for (key, value) in values {
        guard let other = others[key] else { continue }
        let path = path + [key.string ?? ""]
        if let found = difference(value, other, at: path) { return found }
      }
      return nil
    }
    guard let first = try Self.node(yaml, source: ""),
      let second = try Self.node(other.yaml, source: "")
    else { return nil }
    return difference(first, second, at: [])
  }
}
