import Foundation

/// The numbers and strings of a TextGrid that stand free, which are all that counts in it: so the long
/// format and the short one read the same.
///
/// - Source: "TextGrid file formats" in Praat's manual.
struct TextGridReader {
  /// A tier of intervals.
  struct Tier {
    let name: String
    var intervals: [TimedLine] = []
  }

  private enum Value {
    case number(Double)
    case string(String)
  }

  private var values: ArraySlice<(value: Value, line: Int)> = []
  private let url: URL
  private var lastLine = 1

  init(_ contents: String, of url: URL) {
    self.url = url
    let bytes = Array(contents.utf8)
    let (quote, lineFeed) = (UInt8(ascii: "\""), UInt8(ascii: "\n"))
    var position = 0
    var line = 1
    while position < bytes.count {
      let start = position
      if bytes[start] <= UInt8(ascii: " ") {
        position += 1
      } else if bytes[start] == quote {
        var string: [UInt8] = []
        position += 1
        while position < bytes.count {
          if bytes[position] == quote {
            position += 1
            if position >= bytes.count || bytes[position] != quote { break }
          }
          string.append(bytes[position])
          position += 1
        }
        values.append((.string(String(decoding: string, as: UTF8.self)), line))
      } else {
        let separator: (UInt8) -> Bool =
          bytes[start] == UInt8(ascii: "!") ? { $0 == lineFeed } : { $0 <= UInt8(ascii: " ") }
        while position < bytes.count, !separator(bytes[position]) { position += 1 }
        let word = String(decoding: bytes[start..<position], as: UTF8.self)
        if let first = word.first, first.isNumber || "+-.".contains(first),
          let number = Double(word), number.isFinite
        {
          values.append((.number(number), line))
        }
      }
      line += bytes[start..<position].count { $0 == lineFeed }
    }
  }

  /// The tiers of intervals in order; those of points are passed over.
  ///
  /// - Throws: ``ManifestError/invalidLine(path:line:reason:)``.
  mutating func tiers() throws(ManifestError) -> [Tier] {
    guard case .string(let kind)? = next(), kind.hasPrefix("ooTextFile"),
      case .string("TextGrid")? = next()
    else {
      throw .invalidLine(
        path: url.relativePath, line: 1,
        reason: "begins no TextGrid; save it with Praat's Save as text file")
    }
    _ = (try number(), try number())
    var tiers: [Tier] = []
    for _ in 0..<(values.isEmpty ? 0 : try count()) {
      let hasIntervals = try string() == "IntervalTier"
      var tier = Tier(name: try string())
      _ = (try number(), try number())
      for _ in 0..<(try count()) {
        let start = try number()
        let line = lastLine
        let end = hasIntervals ? try number() : start
        tier.intervals.append(TimedLine(text: try string(), start: start, end: end, line: line))
      }
      if hasIntervals { tiers.append(tier) }
    }
    return tiers
  }

  private mutating func next() -> Value? {
    let next = values.popFirst()
    lastLine = next?.line ?? lastLine
    return next?.value
  }

  private mutating func number() throws(ManifestError) -> Double {
    guard case .number(let number)? = next() else {
      throw fault("a number")
    }
    return number
  }

  private mutating func string() throws(ManifestError) -> String {
    guard case .string(let string)? = next() else {
      throw fault("a text in quotes")
    }
    return string
  }

  private mutating func count() throws(ManifestError) -> Int {
    let number = try number()
    guard let count = Int(exactly: number), count >= 0 else { throw fault("a number of items") }
    return count
  }

  private func fault(_ wanted: String) -> ManifestError {
    .invalidLine(
      path: url.relativePath, line: lastLine,
      reason: "has not \(wanted) where a TextGrid has it, or ends before; save it with Praat anew")
  }
}
