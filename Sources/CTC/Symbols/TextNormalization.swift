import Foundation

/// `text` in Unicode's canonical composition (NFC).
func composed(_ text: String) -> String {
  text.precomposedStringWithCanonicalMapping
}

/// `text` in NFC, without white space at its ends and with one space for every run of it: the one
/// form in which transcripts are written, compared and scored.
public func normalizedText(_ text: String) -> String {
  // Most words are this form already.
  if text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) { return text }
  return composed(text).split(whereSeparator: \.isWhitespace).joined(separator: " ")
}
