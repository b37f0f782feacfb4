extension String {
  /// Whether a path has lost bytes that are no UTF-8: U+FFFD stands in their place, under which no
  /// file is found.
  package var isRepaired: Bool { unicodeScalars.contains("\u{fffd}") }
}
