import Foundation

/// `text` in Unicode's canonical composition (NFC).
func composed(_ text: String) -> String {
  text.precomposedStringWithCanonicalMapping
}

/// `text` in Unicode's compatible composition (NFKC).
func compatible(_ text: String) -> String {
  text.precomposedStringWithCompatibilityMapping
}

/// `text` in NFC, without white space at its ends and with one space for every run of it: the one
/// form in which transcripts are written, compared and scored.
public func normalizedText(_ text: String) -> String {
  // Most words are this form already.
  if text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) { return text }
  // By code points: a space may have a mark behind it that belongs to no letter.
  return composed(text).unicodeScalars.split(whereSeparator: \.properties.isWhitespace)
    .map(String.init).joined(separator: " ")
}
