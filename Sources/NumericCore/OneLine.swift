extension String {
  /// The text with line ends and other control characters written out, such as `\n`, so that a
  /// message that quotes a file or a path stays one line.
  package var onOneLine: String {
    let isControl = { (scalar: Unicode.Scalar) in
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator: true
      default: false
      }
    }
    guard unicodeScalars.contains(where: isControl) else { return self }
    return unicodeScalars.map { isControl($0) ? $0.escaped(asASCII: true) : String($0) }.joined()
  }
}
