import Foundation
import Yams

extension TrainingConfiguration {
  /// The first key, as in a file, that the configuration in `yaml` has another value of, with both
  /// values; keys that only one of the two has are left out.
  func difference(
    from yaml: String
  ) throws(ConfigurationError) -> (key: String, value: String, other: String)? {
    func text(_ node: Node) -> String {
      if let values = node.sequence { return "[\(values.map(text).joined(separator: ", "))]" }
      // A fraction is written as 5e-1.
      if node.int == nil, let number = node.float { return String(format: "%g", number) }
      let text = node.string ?? ""
      return text.isEmpty ? "empty" : text
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
    guard let first = try Self.node(self.yaml, source: ""),
      let second = try Self.node(yaml, source: "")
    else { return nil }
    return difference(first, second, at: [])
  }
}
