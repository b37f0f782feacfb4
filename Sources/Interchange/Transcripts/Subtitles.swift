/// Words as subtitles, in lines that a viewer can read.
///
/// A line ends at a pause of a second, and before the word that would make it longer than 42
/// characters or six seconds; an East Asian character, which is twice as wide, counts as two.
public struct Subtitles: Sendable, Equatable {
  /// The lines.
  public let lines: [TimedText]

  /// The subtitles of `words`, which are in order.
  ///
  /// - Parameters:
  ///   - words: words with times.
  ///   - text: what the words stand in, which has a space where one is between them; by default there
  ///     is one between any two.
  public init(_ words: [TimedText], text: String? = nil) {
    var lines: [TimedText] = []
    var rest = text.map { Substring($0).unicodeScalars }
    for word in words {
      let isSpaced = rest?.first.map { $0 == " " } ?? true
      rest = rest?.dropFirst(word.text.unicodeScalars.count + (isSpaced ? 1 : 0))
      let next = (isSpaced ? " " : "") + word.text
      if let line = lines.last, word.start - line.end < 1, word.end - line.start <= 6,
        line.text.columns + next.columns <= 42
      {
        lines[lines.count - 1].text += next
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
  public var subRip: String { subRip(after: 0) }

  /// The same of what follows `count` other lines in a file.
  ///
  /// - Precondition: times are finite.
  public func subRip(after count: Int) -> String {
    lines.enumerated().map { index, line in
      """
      \(count + index + 1)
      \(Self.clock(line.start, separator: ",")) --> \(Self.clock(line.end, separator: ","))
      \(line.text)


      """
    }.joined()
  }

  /// The subtitles as WebVTT has them.
  ///
  /// - Precondition: times are finite.
  public var webVTT: String { Self.webVTTHeader + webVTTCues }

  /// What a file of WebVTT begins with.
  public static let webVTTHeader = "WEBVTT\n\n"

  /// The subtitles as they stand in a file of WebVTT behind ``webVTTHeader``, or others.
  ///
  /// - Precondition: times are finite.
  public var webVTTCues: String {
    lines.map { line in
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

extension String {
  /// How many characters of Latin it is as wide as.
  fileprivate var columns: Int { reduce(0) { $0 + ($1.isWide ? 2 : 1) } }
}

extension Character {
  /// Whether it is as wide as two of Latin; blocks of Unicode's East Asian Width W and F.
  fileprivate var isWide: Bool {
    switch unicodeScalars.first?.value ?? 0 {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
      0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
      true
    default: false
    }
  }
}
