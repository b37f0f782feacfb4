extension Unicode.Scalar {
  /// The code point in the form of the standard, such as U+00E4.
  package var codePoint: String {
    let digits = String(value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// Whether nothing is seen of it, on a page or on a terminal, and it is no white space.
  package var isInvisible: Bool {
    switch properties.generalCategory {
    case .control, .format: !properties.isWhitespace
    default: properties.isDefaultIgnorableCodePoint
    }
  }
}

extension String {
  /// The code points of all characters, such as U+0061 U+0308.
  package var codePoints: String { unicodeScalars.map(\.codePoint).joined(separator: " ") }

  /// The text with the code points of what is not seen in place of that, such as U+200B, and with a
  /// circle below a mark that stands on no letter.
  package var withVisibleCharacters: String {
    (unicodeScalars.first?.properties.isGraphemeExtend ?? false || startsWithSpacingMark ? "◌" : "")
      + unicodeScalars.map { $0.isInvisible ? $0.codePoint : String($0) }.joined()
  }

  private var startsWithSpacingMark: Bool {
    unicodeScalars.first?.properties.generalCategory == .spacingMark
  }
}
