import Foundation

/// `text` as HTML that shows it.
func escaped(_ text: some StringProtocol) -> String {
  var result = ""
  for character in text {
    switch character {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    default: result.append(character)
    }
  }
  return result
}

/// A number with so many digits behind the point, and no more than it needs before it.
func decimal(_ value: Double, _ digits: Int = 1) -> String {
  String(format: "%.\(digits)f", value)
}

/// Data as an address of its own, for a page that loads nothing.
func dataAddress(_ data: Data, type: String) -> String {
  "data:\(type);base64,\(data.base64EncodedString())"
}
