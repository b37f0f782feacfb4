import Foundation

extension TimedLine {
  /// The cues of SubRip (.srt) or WebVTT, and the faults of the lines with their times; a cue in which
  /// nothing is said has an empty text.
  ///
  /// Captions that roll up repeat the line above: it is said in the cue before only.
  ///
  /// - Source: W3C, "WebVTT: The Web Video Text Tracks Format", section 4; of SubRip, what is common.
  static func cueLines(
    _ contents: String, of url: URL
  ) -> (lines: [TimedLine], faults: [ManifestError]) {
    let isSubRip = url.pathExtension.lowercased() == "srt"
    let lines = Interchange.lines(of: contents)
    let heads = lines.indices.filter { lines[$0].contains("-->") }
    var cues: [TimedLine] = []
    var faults: [ManifestError] = []
    var above: [String] = []
    for (head, next) in zip(heads, heads.dropFirst() + [lines.count]) {
      guard let (start, end) = times(lines[head]) else {
        faults.append(
          .invalidLine(
            path: url.relativePath, line: head + 1,
            reason: "has no times such as 00:01:02,500 --> 00:01:04,000"))
        continue
      }
      var shown = lines[(head + 1)..<next]
      if isSubRip {
        // Some have empty lines in a cue, others none between two.
        let isNumber = shown.last.map { $0.trimmed.allSatisfy(\.isNumber) } ?? false
        if isNumber, next < lines.count { shown.removeLast() }
      } else {
        shown = shown.prefix { !$0.isEmpty }
      }
      let cue = shown.joined(separator: "\n")
      let said = spokenLines(ofCue: cue)
      let isRepeated = said.first == above.last && (said.count > 1 || end - start < 0.1)
      above = said
      cues.append(
        TimedLine(
          text: said.dropFirst(isRepeated ? 1 : 0).joined(separator: " "), start: start, end: end,
          line: head + 1, speaker: voice(ofCue: cue)))
    }
    return (cues, faults)
  }

  /// The times of `00:01:02,500 --> 00:01:04,000`, behind which there may be settings.
  private static func times(_ line: String) -> (start: Double, end: Double)? {
    guard let arrow = line.range(of: "-->"),
      let start = seconds(line[..<arrow.lowerBound].trimmed),
      let end = line[arrow.upperBound...].split(whereSeparator: \.isWhitespace).first
        .flatMap({ seconds(String($0)) })
    else { return nil }
    return (start, end)
  }

  /// The seconds of a time with or without hours, parted from their fraction by a dot or a comma.
  private static func seconds(_ clock: String) -> Double? {
    let fields = clock.split(separator: ":", omittingEmptySubsequences: false).map {
      $0.allSatisfy { "0123456789.,".contains($0) }
        ? Double($0.replacingOccurrences(of: ",", with: ".")) : nil
    }
    guard (2...3).contains(fields.count) else { return nil }
    return fields.reduce(0) { sum, field in
      guard let sum, let field else { return nil }
      return 60 * sum + field
    }
  }
}

extension StringProtocol {
  /// Without white space around it.
  var trimmed: String { trimmingCharacters(in: .whitespaces) }
}
