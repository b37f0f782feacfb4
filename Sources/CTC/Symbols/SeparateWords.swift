/// The words of a text as they are timed and scored.
///
/// Spaces part them.  In scripts that write none between words (Chinese, Japanese, Thai, Lao, Khmer,
/// Burmese, Tibetan …) each letter is a word, with the marks and the punctuation that belong to it:
/// `我用iPhone 打字。` has the words 我, 用, iPhone, 打 and 字。
///
/// - Source: for the scripts, class SA of Unicode's line breaking (UAX #14), Han and kana; sclite
///   (`-c NOASCII`) and WeNet's `compute-wer.py --char=1` score such texts so.
public func words(of text: String) -> [String] {
  var separator = WordSeparator()
  var words: [String] = []
  for scalar in normalizedText(text).unicodeScalars {
    if scalar == " " {
      separator = WordSeparator()
    } else if separator.begins(with: scalar) {
      words.append(String(scalar))
    } else {
      words[words.count - 1].unicodeScalars.append(scalar)
    }
  }
  return words
}

/// The text of some words: with spaces, but not between letters of scripts that write none.
package func joined(_ words: [String]) -> String {
  words.reduce("") { text, word in
    let touches =
      text.unicodeScalars.last?.isUnspacedLetter ?? true
      && word.unicodeScalars.first?.isUnspacedLetter ?? true
    return text + (text.isEmpty || touches ? "" : " ") + word
  }
}

extension Alphabet {
  /// Whether a symbol is of a script that writes no spaces between words.
  package var hasUnspacedLetters: Bool {
    symbols.contains { $0.unicodeScalars.contains(where: \.isUnspacedLetter) }
  }

  /// The words of a labelling, see `words(of:)`; a label beyond the alphabet is one of its own.
  package func wordRanges(in labels: [Int]) -> [Range<Int>] {
    var separator = WordSeparator()
    var ranges: [Range<Int>] = []
    // Where the mark stands, alone, of a word whose letters follow.
    var mark: Int?
    for (place, label) in labels.enumerated() {
      guard label != wordBoundary, label < count else {
        if label != wordBoundary { ranges.append(place..<place + 1) }
        separator = WordSeparator()
        mark = nil
        continue
      }
      if beginsWord(label) {
        separator = WordSeparator()
        mark = place
      }
      let letters = written[label].unicodeScalars.filter { $0 != Self.wordMark }
      let begins = letters.map { separator.begins(with: $0) }
      guard let beginsWord = begins.first else { continue }
      if beginsWord {
        ranges.append((mark ?? place)..<place + 1)
      } else {
        ranges[ranges.count - 1] = ranges[ranges.count - 1].lowerBound..<place + 1
      }
      mark = nil
    }
    return ranges
  }
}

/// Finds where words begin, between two spaces.
private struct WordSeparator {
  /// What the word so far has for letters.
  private enum Letters {
    case noWord, none, spaced, unspaced
  }

  private var letters = Letters.noWord

  /// Whether a word begins with `scalar`.
  mutating func begins(with scalar: Unicode.Scalar) -> Bool {
    if scalar.isUnspacedLetter {
      defer { letters = .unspaced }
      return letters != .none
    }
    if scalar.isLetter {
      defer { letters = .spaced }
      return letters == .noWord || letters == .unspaced
    }
    let begins = letters == .noWord || letters == .unspaced && scalar.isOpening
    if begins { letters = .none }
    return begins
  }
}

extension Unicode.Scalar {
  /// Whether it is a letter of a script that writes no spaces between words.
  package var isUnspacedLetter: Bool {
    guard value >= 0xE00, isLetter else { return false }
    return switch value {
    case 0xE00...0xFFF, 0x1000...0x109F, 0x1780...0x17FF, 0x1950...0x19DF, 0x1A20...0x1AAF: true
    case 0x2E80...0x2FDF, 0x3005...0x3007, 0x3021...0x312F, 0x31A0...0x31FF: true
    case 0x3400...0x4DBF, 0x4E00...0xA4CF, 0xA980...0xA9DF, 0xA9E0...0xA9FF, 0xAA60...0xAADF: true
    case 0xF900...0xFAFF, 0xFF66...0xFF9F, 0x1AFF0...0x1B16F, 0x20000...0x3FFFF: true
    default: false
    }
  }

  /// Whether it is a letter or number of its own, no mark on another.
  var isLetter: Bool { isLetterOrNumber && !isMark }

  var isLetterOrNumber: Bool { properties.isAlphabetic || properties.numericType != nil }

  /// Whether it is written on, below or around the letter before it.
  package var isMark: Bool {
    switch properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark: true
    default: false
    }
  }

  fileprivate var isOpening: Bool {
    switch properties.generalCategory {
    case .openPunctuation, .initialPunctuation: true
    default: false
    }
  }
}
