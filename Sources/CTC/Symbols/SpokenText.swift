/// `text` as it is spoken: in lower case, without what only readers see.
///
/// Letters and numbers stay, with their marks, and apostrophes between letters, as `'`.  All other
/// punctuation and symbols become spaces, one for a run of them and none at either end, or nothing
/// between letters of scripts that write no spaces; invisible characters and the Arabic tatweel vanish.
/// Full-width and half-width letters, and presentation forms, become the usual ones.
///
/// - Parameters:
///   - text: what is written.
///   - hasDotlessI: whether I is the capital of ı, as in Turkish and Azerbaijani.
/// - Returns: the text in NFC.
public func spokenText(_ text: String, hasDotlessI: Bool = false) -> String {
  let scalars = Array(normalizedText(text).unicodeScalars)
  let spoken = spoken(
    scalars, hasDotlessI: hasDotlessI, betweenUnspaced: placesBetweenUnspaced(scalars))
  return normalizedText(spoken.joined())
}

extension Alphabet {
  /// Whether ı is a symbol, so that it is what I is in lower case.
  public var hasDotlessI: Bool { lengthOfMatch(["ı"], at: 0) != nil }

  /// `text` as this alphabet can write it: what no symbol writes becomes what is spoken, see
  /// ``spokenText(_:hasDotlessI:)``, or a capital letter.
  ///
  /// With the letters from a to z, `Hello, World!` becomes `hello world`.  A `|` becomes a space.
  /// Letters and numbers that cannot be written either way stay, for ``labels(of:)`` to name them; the
  /// points of Hebrew and the vowel signs of Arabic, which texts mostly lack, are left out.
  public func writable(_ text: String) -> String {
    let text = Self.normalized(text)
    if (try? labels(of: text)) != nil { return text }
    // A piece may be one that only begins words.
    let scalars = Array((hasWordPieces ? " " + text : text).unicodeScalars)
    let written = scalars.map(String.init)
    let betweenUnspaced = placesBetweenUnspaced(scalars)
    let spoken = CTC.spoken(
      scalars, hasDotlessI: hasDotlessI, betweenUnspaced: betweenUnspaced)
    let ways = [written, spoken, spoken.map { $0.uppercased() }]
    var result: [String] = []
    var position = 0
    while position < scalars.count {
      let match = ways.lazy.compactMap { way in
        lengthOfMatch(way, at: position).map { way[position..<position + $0] }
      }.first
      if let match {
        result += match
      } else if scalars[position] == " "
        ? !betweenUnspaced[position]
        : spoken[position].unicodeScalars.contains(where: \.mustBeWritten)
      {
        result.append(written[position])
      }
      position += match?.count ?? 1
    }
    return normalizedText(result.joined())
  }
}

/// What each code point of a text is when it is spoken; `betweenUnspaced` as
/// ``placesBetweenUnspaced(_:)`` has it.
private func spoken(
  _ scalars: [Unicode.Scalar], hasDotlessI: Bool, betweenUnspaced: [Bool]
) -> [String] {
  func scalar(_ place: Int) -> Unicode.Scalar? {
    scalars.indices.contains(place) ? scalars[place] : nil
  }
  func isLetter(_ place: Int) -> Bool {
    scalar(place).map { $0.properties.isAlphabetic || $0.isMark } ?? false
  }
  func isHebrew(_ place: Int) -> Bool {
    scalar(place).map { (0x591...0x5F2).contains($0.value) } ?? false
  }
  // Whether a mark would stand on a letter.
  var isOnLetter = false
  return scalars.enumerated().map { place, scalar in
    if scalar.isUnheard { return "" }
    if scalar.isMark { return isOnLetter ? String(scalar) : "" }
    isOnLetter = scalar.isLetterOrNumber
    switch scalar {
    case "'", "’", "‘", "ʼ", "＇", "`", "´", "׳":
      return isLetter(place - 1) && isLetter(place + 1) ? "'" : ""
    case "\"" where isHebrew(place - 1) && isHebrew(place + 1),
      "״" where isHebrew(place - 1) && isHebrew(place + 1):
      return ""
    case "İ":
      return "i"
    case "I" where hasDotlessI:
      return "ı"
    case "Σ" where isLetter(place - 1) && !isLetter(place + 1):
      return "ς"
    case _ where scalar.isLetterOrNumber:
      return scalar.usualForm.lowercased()
    default:
      return betweenUnspaced[place] && scalar != " " ? "" : " "
    }
  }
}

/// Whether each place of a text is between two letters of scripts without spaces, whatever stands there
/// that is neither letter nor number.
private func placesBetweenUnspaced(_ scalars: [Unicode.Scalar]) -> [Bool] {
  var isBehindOne = false
  var places = scalars.map { scalar in
    defer { if scalar.isLetterOrNumber { isBehindOne = scalar.isUnspacedLetter } }
    return isBehindOne
  }
  var isBeforeOne = false
  for (place, scalar) in scalars.enumerated().reversed() {
    if scalar.isLetterOrNumber { isBeforeOne = scalar.isUnspacedLetter }
    places[place] = places[place] && isBeforeOne
  }
  return places
}

extension Unicode.Scalar {
  /// Whether it changes at most how a text looks.
  fileprivate var isUnheard: Bool {
    properties.generalCategory == .format || properties.isVariationSelector
      || properties.generalCategory == .enclosingMark || self == "\u{640}"
  }

  /// The letters that it is a wide, narrow or positional form of; others are their own.
  fileprivate var usualForm: String {
    switch value {
    case 0xFB00...0xFDFF, 0xFE70...0xFEFF, 0xFF00...0xFFEF: compatible(String(self))
    default: String(self)
    }
  }

  /// Whether a text is another one without it.
  fileprivate var mustBeWritten: Bool {
    let isPoint = (10...35).contains(properties.canonicalCombiningClass.rawValue)
    return isMark ? !isPoint : isLetterOrNumber
  }
}
