/// How a word of a ``Lexicon`` is said.
struct Pronunciation {
  let word: String
  let labels: [Int]

  /// The pronunciations in the lines of a dictionary; nil if they are words alone.
  ///
  /// A tab parts a word from its symbols, or in every line white space does: if in most lines all that
  /// stands behind the word are symbols, and these write the words, or else some words cannot be written.  A
  /// number in
  /// brackets behind a word, as in CMU's dictionary, counts its pronunciations; a boundary behind the
  /// symbols, as in flashlight's, is none of them.
  static func read(
    _ lines: [String], alphabet: Alphabet
  ) throws(LexiconError) -> [Pronunciation]? {
    let hasTab = lines.contains { line in
      line.utf8.contains(UInt8(ascii: "\t"))
        && line.split(separator: "\t").count { !$0.allSatisfy(\.isWhitespace) } > 1
    }
    let labels = Self.labels(in: alphabet)
    var found: [Pronunciation] = []
    var faults: [LexiconError] = []
    for (index, line) in lines.enumerated() {
      let fields = normalizedText(line).split(separator: " ").map(String.init)
      guard let first = fields.first else { continue }
      let word = withoutNumber(first)
      let unknown = fields.dropFirst().first { labels[$0] == nil }
      var said = fields.dropFirst().compactMap { labels[$0] }
      if let boundary = alphabet.wordBoundary, said.last == boundary { said.removeLast() }
      guard unknown != nil || said.isEmpty else {
        found.append(Pronunciation(word: word, labels: said))
        continue
      }
      faults.append(.unknownPronunciation(word: word, symbol: unknown, line: index + 1))
      if hasTab { throw faults[0] }
      // Of words alone, however many, the first ones tell.
      guard faults.count < found.count + 100 else { return nil }
    }
    let isDictionary =
      hasTab || found.allSatisfy { $0.writesItsWord(in: alphabet) }
      || !found.allSatisfy { (try? alphabet.labels(of: alphabet.writable($0.word))) != nil }
    guard isDictionary, found.count > faults.count else { return nil }
    if let fault = faults.first { throw fault }
    return found
  }

  /// The label of each symbol; where all begin words, also without the mark of that.
  private static func labels(in alphabet: Alphabet) -> [String: Int] {
    let named = alphabet.tokenLines.enumerated().filter { $0.offset != alphabet.null }
      .map { ($0.element, $0.offset) }
    let unmarked = named.filter { alphabet.beginsWords && $0.0.hasPrefix("\(Alphabet.wordMark)") }
      .map { (String($0.0.dropFirst()), $0.1) }
    return Dictionary(named + unmarked) { first, _ in first }
  }

  /// A word without a number in brackets behind it.
  private static func withoutNumber(_ word: String) -> String {
    guard word.hasSuffix(")"), let bracket = word.lastIndex(of: "("), bracket > word.startIndex
    else { return word }
    let number = word[bracket...].dropFirst().dropLast()
    return !number.isEmpty && number.allSatisfy(\.isNumber) ? String(word[..<bracket]) : word
  }

  /// Whether the symbols are those that write the word.
  func writesItsWord(in alphabet: Alphabet) -> Bool {
    alphabet.text(of: labels) == alphabet.writable(word)
  }
}
