import CTC

/// The words of a sentence, in canonical composition (NFC): what white space parts.
func words(in sentence: some StringProtocol) -> [Substring.UTF8View] {
  let isPlain = sentence.utf8.allSatisfy { $0 < 0x80 }
  let text = isPlain ? String(sentence) : normalizedText(String(sentence))
  return text.utf8.split { $0 <= 0x20 }
}
