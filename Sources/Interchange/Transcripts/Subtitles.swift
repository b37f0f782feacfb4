/// Words as subtitles, in lines that a viewer can read.
///
/// A line ends at a pause of a second, and is of 42 characters and six seconds at most; an East Asian
/// character, which is twice as wide, counts as two.  What is said between two such pauses has as few
/// lines as it can, about as long as each other, and parts in its longer pauses.  A line stays for
/// a second, and for as long as it takes to read 17 characters a second, if the next one leaves the time.
public struct Subtitles: Sendable, Equatable {
  /// The lines.
  public let lines: [TimedText]

  private static let (mostColumns, mostSeconds, longestPause) = (42, 6.0, 1.0)
  private static let (leastSeconds, columnsPerSecond) = (1.0, 17.0)

  /// The subtitles of `words`, which are in order.
  ///
  /// - Parameters:
  ///   - words: words with times.
  ///   - text: what the words stand in, which has a space where one is between them; by default there
  ///     is one between any two.
  public init(_ words: [TimedText], text: String? = nil) {
    var rest = text.map { Substring($0).unicodeScalars }
    let spaced = words.map { word in
      let isSpaced = rest?.first.map { $0 == " " } ?? true
      rest = rest?.dropFirst(word.text.unicodeScalars.count + (isSpaced ? 1 : 0))
      return (isSpaced ? " " : "") + word.text
    }
    var lines = Self.parts(words, spaced: spaced).map { part in
      var line = words[part.lowerBound]
      for index in part.dropFirst() {
        line.text += spaced[index]
        line.end = words[index].end
        line.confidence = min(line.confidence, words[index].confidence)
      }
      return line
    }
    for index in lines.indices.dropLast() {
      let time = max(Self.leastSeconds, Double(lines[index].text.columns) / Self.columnsPerSecond)
      lines[index].end = max(
        lines[index].end, min(lines[index].start + time, lines[index + 1].start))
    }
    self.lines = lines
  }

  /// The words of each line, of which there are few, with little space left over and pauses between.
  private static func parts(_ words: [TimedText], spaced: [String]) -> [Range<Int>] {
    let columns = spaced.map(\.columns)
    var best: [(cost: Double, start: Int)] = [(0, 0)]
    for end in words.indices.map({ $0 + 1 }) {
      var line = (cost: Double.infinity, start: end - 1)
      var width = 0
      for start in (0..<end).reversed() {
        width += columns[start]
        let lineWidth = spaced[start].hasPrefix(" ") ? width - 1 : width
        let isLine =
          lineWidth <= mostColumns && words[end - 1].end - words[start].start <= mostSeconds
        let pause = start == 0 ? 0 : words[start].start - words[start - 1].end
        if isLine || start == end - 1 {
          // A line more costs more than any shape of the others.
          let slack = Double(mostColumns - lineWidth) / Double(mostColumns)
          let cost = best[start].cost + 100 + slack * slack - min(pause, 0.5)
          if cost < line.cost { line = (cost, start) }
        }
        if !isLine || pause >= longestPause { break }
      }
      best.append(line)
    }
    var parts: [Range<Int>] = []
    var end = words.count
    while end > 0 {
      parts.append(best[end].start..<end)
      end = best[end].start
    }
    return parts.reversed()
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
