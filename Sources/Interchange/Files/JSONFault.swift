import Foundation

/// What a JSON text lacks, in words that follow "line 3 " or "the header ".
package func jsonFault(_ error: any Error) -> String {
  func path(_ keys: [any CodingKey]) -> String {
    keys.isEmpty ? "" : "\"\(keys.map(\.stringValue).joined(separator: "."))\""
  }
  switch error as? DecodingError {
  case .keyNotFound(let key, let context)?:
    return "lacks \(path(context.codingPath + [key]))"
  case .valueNotFound(_, let context)? where !context.codingPath.isEmpty:
    return "has null for \(path(context.codingPath))"
  case .valueNotFound?: return "is not a JSON object"
  case .typeMismatch(_, let context)? where context.codingPath.isEmpty:
    return "is not a JSON object"
  case .typeMismatch(let type, let context)?:
    return "has something other than \(name(of: type)) for \(path(context.codingPath))"
  case .dataCorrupted(let context)? where !context.codingPath.isEmpty:
    let named = context.debugDescription.hasPrefix("Cannot initialize")
    let value = named ? context.debugDescription.split(separator: " ").last.map { ": \($0)" } : nil
    return "has an impossible value for \(path(context.codingPath))\(value ?? "")"
  default:
    return "is not JSON"
  }
}

/// A decoded type in JSON's terms.
private func name(of type: any Any.Type) -> String {
  switch type {
  case is String.Type: "a string"
  case is Bool.Type: "true or false"
  case is any Numeric.Type: "a number"
  case is [Any].Type: "an array"
  default: "an object"
  }
}
