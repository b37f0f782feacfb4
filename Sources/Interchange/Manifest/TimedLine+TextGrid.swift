import Foundation

extension TimedLine {
  /// What tiers of whole utterances are called, in lower case, then what those of words are; the first
  /// that is there counts, else the first tier of intervals.
  private static let utteranceTiers = [
    "sentences", "sentence", "utterances", "utterance", "lines", "text", "transcription",
    "transcript",
  ]
  private static let wordTiers = ["words", "word"]
  /// What aligners write for silence between words.
  private static let silences = ["", "sil", "sp", "<eps>", "<sil>", "<p:>"]

  /// The intervals of the tier of a Praat TextGrid that has the utterances.
  ///
  /// Where there are but words, those with less than half a second between them are one part, of 20
  /// seconds at most; the Montreal Forced Aligner's `anna - words` counts as `words`.
  ///
  /// - Throws: ``ManifestError/invalidLine(path:line:reason:)``.
  static func textGridLines(
    _ contents: String, of url: URL
  ) throws(ManifestError) -> (lines: [TimedLine], faults: [ManifestError]) {
    var reader = TextGridReader(contents, of: url)
    let tiers = try reader.tiers()
    func tier(_ names: [String]) -> TextGridReader.Tier? {
      names.lazy.compactMap { name in
        tiers.first {
          $0.name.lowercased().components(separatedBy: " - ").last?.trimmed == name
        }
      }.first
    }
    if let tier = tier(utteranceTiers) { return (tier.intervals.map(\.spoken), []) }
    if let tier = tier(wordTiers) { return (utterances(of: tier.intervals), []) }
    return (tiers.first?.intervals.map(\.spoken) ?? [], [])
  }

  /// Words in parts of a recording.
  private static func utterances(of words: [TimedLine]) -> [TimedLine] {
    var parts: [TimedLine] = []
    var isOpen = false
    for word in words where !silences.contains(word.text.trimmed) {
      let text = word.spoken.text
      if text.isEmpty || text == "spn" {
        // What is not written as words parts them.
        isOpen = false
      } else if isOpen, let part = parts.last, word.start - part.end < 0.5,
        word.end - part.start <= 20
      {
        parts[parts.count - 1].text += " " + text
        parts[parts.count - 1].end = word.end
      } else {
        isOpen = true
        parts.append(TimedLine(text: text, start: word.start, end: word.end, line: word.line))
      }
    }
    return parts
  }

  /// The interval with what is said in it.
  private var spoken: TimedLine {
    var line = self
    line.text = spokenLines(ofCue: text).joined(separator: " ")
    return line
  }
}
