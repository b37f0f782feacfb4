/// `text` as it is spoken: in lower case, without what only readers see.
///
/// Letters and numbers stay, and apostrophes between letters, as `'`.  All other punctuation and
/// symbols become spaces, one for a run of them and none at either end; invisible characters vanish.
public func spokenText(_ text: String) -> String {
  normalizedText(spokenCharacters(of: normalizedText(text)).joined())
}

extension Alphabet {
  /// `text` as this alphabet can write it: what no symbol writes becomes what is spoken, see
  /// ``spokenText(_:)``, or a capital letter.
  ///
  /// With the letters from a to z, `Hello, World!` becomes `hello world`.  A `|` becomes a space.
  /// Letters and numbers that cannot be written either way stay, for ``labels(of:)`` to name them.
  public func writable(_ text: String) -> String {
    let text = Self.normalized(text)
    if (try? labels(of: text)) != nil { return text }
    let characters = text.map(String.init)
    let spoken = spokenCharacters(of: text)
    let ways = [characters, spoken, spoken.map { $0.uppercased() }]
    var written: [String] = []
    var position = 0
    while position < characters.count {
      let match = ways.lazy.compactMap { way in
        self.match(way, at: position).map { way[position..<position + $0.length] }
      }.first
      if let match {
        written += match
      } else if characters[position] == " " || spoken[position].contains(where: \.isLetterOrNumber)
      {
        written.append(characters[position])
      }
      position += match?.count ?? 1
    }
    return normalizedText(written.joined())
  }
}

/// What each character of a text is when it is spoken.
private func spokenCharacters(of text: String) -> [String] {
  let characters = Array(text)
  func isLetter(_ place: Int) -> Bool {
    characters.indices.contains(place) && characters[place].isLetter
  }
  return characters.enumerated().map { place, character in
    if apostrophes.contains(character) {
      isLetter(place - 1) && isLetter(place + 1) ? "'" : ""
    } else if character.isLetterOrNumber {
      character.lowercased()
    } else {
      character.isInvisible ? "" : " "
    }
  }
}

private let apostrophes: Set<Character> = ["'", "’", "‘", "ʼ", "＇", "`", "´"]

extension Character {
  fileprivate var isLetterOrNumber: Bool { isLetter || isNumber }

  fileprivate var isInvisible: Bool {
    unicodeScalars.allSatisfy { $0.properties.generalCategory == .format }
  }
}
