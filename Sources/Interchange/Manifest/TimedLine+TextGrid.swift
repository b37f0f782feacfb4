import Foundation

extension TimedLine {
  /// What tiers of whole utterances are called, in lower case, then what those of words are; those of
  /// the first name that is there count.
  private static let utteranceTiers = [
    "sentences", "sentence", "utterances", "utterance", "lines", "text", "transcription",
    "transcript",
  ]
  private static let wordTiers = ["words", "word", "ort-mau"]
  /// What aligners write for silence between words.
  private static let silences = ["", "sil", "sp", "<eps>", "<sil>", "<p:>"]

  /// The intervals of the tiers of a Praat TextGrid that have the utterances.
  ///
  /// The Montreal Forced Aligner's `anna - words` counts as `words` of the speaker anna.  Where there are
  /// but words, those with less than half a second between them are one part, of 20 seconds at most.
  /// Where no name is known, the first tier counts, and each that has no other view of the same speech;
  /// if that makes several, they are named after speakers.
  ///
  /// - Throws: ``ManifestError/invalidLine(path:line:reason:)``.
  static func textGridLines(
    _ contents: String, of url: URL
  ) throws(ManifestError) -> (lines: [TimedLine], faults: [ManifestError]) {
    var reader = TextGridReader(contents, of: url)
    let tiers = try reader.tiers()
    func lines(
      ofTiers names: [String], _ lines: (TextGridReader.Tier) -> [TimedLine]
    ) -> [TimedLine]? {
      let found = names.lazy.map { name in tiers.filter { $0.kind == name } }
        .first { !$0.isEmpty }
      return found?.flatMap { tier in lines(tier).map { $0.said(by: tier.speaker) } }
    }
    if let lines = lines(ofTiers: utteranceTiers, { $0.intervals.map(\.spoken) })
      ?? lines(ofTiers: wordTiers, { utterances(of: $0.intervals) })
    {
      return (lines, [])
    }
    var views: [(name: String, lines: [TimedLine])] = []
    for tier in tiers {
      let lines = tier.intervals.map(\.spoken).filter { !$0.text.isEmpty }
      let isOther = !views.contains { overlap(of: $0.lines, with: lines) > 0.5 }
      if views.isEmpty || isOther && !lines.isEmpty { views.append((tier.name, lines)) }
    }
    let speakers = views.filter { !$0.lines.isEmpty }.count
    return (
      views.flatMap { view in view.lines.map { $0.said(by: speakers > 1 ? view.name : nil) } }, []
    )
  }

  /// What share of the time of `lines` others take, both in the order of their beginnings.
  private static func overlap(of lines: [TimedLine], with others: [TimedLine]) -> Double {
    var shared = 0.0
    var next = 0
    for line in lines {
      while next < others.count, others[next].end <= line.start { next += 1 }
      var index = next
      while index < others.count, others[index].start < line.end {
        shared += max(0, min(line.end, others[index].end) - max(line.start, others[index].start))
        index += 1
      }
    }
    return shared / max(lines.reduce(0) { $0 + $1.end - $1.start }, 1e-9)
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

  /// The line with who says it.
  private func said(by speaker: String?) -> TimedLine {
    var line = self
    line.speaker = speaker
    return line
  }

  /// The interval with what is said in it.
  private var spoken: TimedLine {
    var line = self
    line.text = spokenLines(ofCue: text).joined(separator: " ")
    return line
  }
}

extension TextGridReader.Tier {
  /// What the tier has, in lower case: `words` of `Anna - words`.
  fileprivate var kind: String { parts.last?.lowercased() ?? "" }

  /// Whose it is: `Anna` of `Anna - words`.
  fileprivate var speaker: String? {
    parts.count > 1 ? parts.dropLast().joined(separator: " - ") : nil
  }

  private var parts: [String] { name.components(separatedBy: " - ").map(\.trimmed) }
}
