/// A letter in a word of another script, whose letters look like it: the Cyrillic е of `hеllo`.
///
/// Keyboards and programs that recognize print make such words; nobody sees the difference, and a model
/// learns two symbols for one.
package struct LookAlike: Sendable, Equatable {
  /// The letter.
  package let letter: Unicode.Scalar
  /// Its script, and that of the word.
  package let script, others: String
  /// The word, without what is no letter around it.
  package let word: String

  /// Letters of Latin, Cyrillic and Greek script that look the same, a row each.
  ///
  /// The small κ and χ are not among them: phonetic transcriptions have Greek letters in Latin words.
  private static let rows = [
    "aа", "cс", "eе", "iі", "jј", "oоο", "pр", "sѕ", "xх", "yу", "hһ", "ëё", "ïї", "óό", "AАΑ",
    "BВΒ",
    "CС", "EЕΕ", "HНΗ", "IІΙ", "JЈ", "KКΚ", "MМΜ", "NΝ", "OОΟ", "PРΡ", "SЅ", "TТΤ", "XХΧ", "YУΥ",
    "ZΖ",
    "ËЁ", "ÏЇ",
  ]

  /// The scripts in which each letter of ``rows`` has a twin.
  private static let twins: [Unicode.Scalar: Set<String>] = Dictionary(
    rows.flatMap { row in
      row.unicodeScalars.map { letter in
        (letter, Set(row.unicodeScalars.filter { $0 != letter }.compactMap(script(of:))))
      }
    }, uniquingKeysWith: { $0.union($1) })

  /// The first such letter of each word in a text: one of letters that all have twins in the script
  /// that most of the word is written with, so that `SMSка` has none.
  package static func all(in text: String) -> [LookAlike] {
    guard text.unicodeScalars.contains(where: { !$0.isASCII }) else { return [] }
    return normalizedText(text).unicodeScalars
      .split { !$0.isLetter && !$0.isMark }.compactMap { word in
        let letters = word.compactMap { letter in script(of: letter).map { (letter, $0) } }
        let counts = Dictionary(letters.map { ($0.1, 1) }, uniquingKeysWith: +)
          .sorted { ($0.value, $0.key) < ($1.value, $1.key) }
        guard counts.count == 2 else { return nil }
        // Of as many letters of both scripts, either may be the strangers.
        for (few, many) in [(counts[0], counts[1]), (counts[1], counts[0])]
        where few.value <= many.value {
          let (script, others) = (few.key, many.key)
          let strangers = letters.filter { $0.1 == script }
          if let first = strangers.first,
            strangers.allSatisfy({ twins[$0.0]?.contains(others) == true })
          {
            return LookAlike(letter: first.0, script: script, others: others, word: String(word))
          }
        }
        return nil
      }
  }

  private static func script(of letter: Unicode.Scalar) -> String? {
    guard letter.properties.isAlphabetic else { return nil }
    return switch letter.value {
    case 0x41...0x7A, 0xC0...0x2AF, 0x1E00...0x1EFF: "Latin"
    case 0x370...0x3FF, 0x1F00...0x1FFF: "Greek"
    case 0x400...0x52F: "Cyrillic"
    default: nil
    }
  }
}
