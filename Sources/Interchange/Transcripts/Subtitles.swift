/// Words as subtitles, in lines that a viewer can read.
///
/// A line ends at a pause of a second, and before the word that would make it longer than 42
/// characters or six seconds.
public struct Subtitles: Sendable, Equatable {
  /// The lines.
  public let lines: [TimedText]

  /// The subtitles of `words`, which are in order.
  public init(_ words: [TimedText]) {
    var lines: [TimedText] = []
    for word in words {
      if let line = lines.last, word.start - line.end < 1, word.end - line.start <= 6,
        line.text.count + 1 + word.text.count <= 42
      {
        lines[lines.count - 1].text += " " + word.text
        lines[lines.count - 1].end = word.end
        lines[lines.count - 1].confidence = min(line.confidence, word.confidence)
      } else {
        lines.append(word)
      }
    }
    self.lines = lines
  }

  /// Subtitles of these lines, none of which is joined to another.
  public init(lines: [TimedText]) {
    self.lines = lines
  }

  /// The subtitles as SubRip (.srt) has them.
  ///
  /// - Precondition: times are finite.
  public var subRip: String {
    lines.enumerated().map { index, line in
      """
      \(index + 1)
      \(Self.clock(line.start, separator: ",")) --> \(Self.clock(line.end, separator: ","))
      \(line.text)


      """
    }.joined()
  }

  /// The subtitles as WebVTT has them.
  ///
  /// - Precondition: times are finite.
  public var webVTT: String {
    "WEBVTT\n\n"
      + lines.map { line in
        """
        \(Self.clock(line.start, separator: ".")) --> \(Self.clock(line.end, separator: "."))
        \(Self.escaped(line.text))


        """
      }.joined()
  }

  /// Hours, minutes, seconds and milliseconds.
  private static func clock(_ seconds: Double, separator: String) -> String {
    func digits(_ value: Int, _ count: Int) -> String {
      String(repeating: "0", count: max(0, count - String(value).count)) + String(value)
    }
    let total = max(0, seconds.units(1000))
    return digits(total / 3_600_000, 2) + ":" + digits(total / 60_000 % 60, 2) + ":"
      + digits(total / 1000 % 60, 2) + separator + digits(total % 1000, 3)
  }

  private static func escaped(_ text: String) -> String {
    text.map { character in
      switch character {
      case "&": "&amp;"
      case "<": "&lt;"
      case ">": "&gt;"
      default: String(character)
      }
    }.joined()
  }
}
