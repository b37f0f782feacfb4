/// The symbols that a recognizer tells apart, among them the null symbol that says nothing.
///
/// A label is an index into ``symbols``.  The null symbol is one of them, at whatever index: a
/// model's alphabet knows it, and nothing else assumes it.  Text is compared in Unicode's canonical
/// composition (NFC), one grapheme cluster at a time, so that `é` is one character however it was
/// typed.  The word boundary is a space; `|` is another way to write it, as token lists do.
public struct Alphabet: Sendable, Equatable {
  /// How token lists write the null symbol.
  public static let nullName = "<blank>"

  /// The symbols in the order of their labels, NFC; usually one grapheme cluster each.
  public let symbols: [String]
  /// The label of the null symbol.
  public let null: Int
  /// The label of the space between words, if the alphabet has one.
  public let wordBoundary: Int?

  private let labelOfSymbol: [String: Int]
  private let longestSymbol: Int
  /// The label of each ASCII character that is a symbol.
  private let labelOfASCII: [Int?]

  /// The alphabet of these symbols; `|` stands for a space.
  ///
  /// - Throws: ``AlphabetError`` when there are fewer than two symbols, one is empty or stands
  ///   twice, or `null` is the index of none.
  public init(symbols: [String], null: Int) throws(AlphabetError) {
    guard symbols.count > 1 else { throw .tooFewSymbols(count: symbols.count) }
    guard symbols.indices.contains(null) else {
      throw .nullOutOfRange(null: null, count: symbols.count)
    }
    let canonical = symbols.map { $0 == "|" ? " " : composed($0) }
    var labels: [String: Int] = [:]
    for (index, symbol) in canonical.enumerated() {
      guard !symbol.isEmpty else { throw .emptySymbol(index: index) }
      if let first = labels.updateValue(index, forKey: symbol) {
        throw .duplicateSymbol(symbol: symbol, first: first, second: index)
      }
    }
    labels[canonical[null]] = nil
    self.init(canonical: canonical, null: null, labels: labels)
  }

  /// The alphabet of all characters in `transcripts`, in the order of their code points after the
  /// null symbol, which is label 0.
  public init(transcripts: some Sequence<String>) {
    var characters: Set<String> = []
    for transcript in transcripts {
      for character in normalizedText(transcript) {
        characters.insert(character == "|" ? " " : String(character))
      }
    }
    let symbols = [Self.nullName] + characters.sorted()
    let labels = Dictionary(uniqueKeysWithValues: zip(symbols.dropFirst(), 1...))
    self.init(canonical: symbols, null: 0, labels: labels)
  }

  private init(canonical: [String], null: Int, labels: [String: Int]) {
    symbols = canonical
    self.null = null
    labelOfSymbol = labels
    wordBoundary = labels[" "]
    longestSymbol = labels.keys.map(\.count).max() ?? 1
    labelOfASCII = (0..<0x80).map { byte in
      labels[String(UnicodeScalar(UInt8(byte)))]
    }
  }

  /// The number of symbols, the null symbol included.
  public var count: Int { symbols.count }

  /// The labels that write `text`: at each place the longest symbol that fits.
  ///
  /// White space and `|` at either end are dropped, and a run of them is one word boundary.
  ///
  /// - Throws: ``AlphabetError/unknownCharacter(character:position:)`` for the first character, in
  ///   the normalized text, that no symbol writes.
  public func labels(of text: String) throws(AlphabetError) -> [Int] {
    let text = Self.normalized(text)
    if let labels = labelsOfASCII(text) { return labels }
    let characters = text.map(String.init)
    var labels: [Int] = []
    var position = 0
    while position < characters.count {
      guard let (label, length) = match(characters, at: position) else {
        throw .unknownCharacter(character: characters[position], position: position)
      }
      labels.append(label)
      position += length
    }
    return labels
  }

  /// `text` in the one form of transcripts, see ``normalizedText(_:)``, with `|` taken for a space.
  static func normalized(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "|")) else { return normalizedText(text) }
    return normalizedText(String(text.map { $0 == "|" ? " " : $0 }))
  }

  /// The longest symbol that begins at a place, with its number of characters.
  func match(_ characters: [String], at position: Int) -> (label: Int, length: Int)? {
    let longest = min(longestSymbol, characters.count - position)
    return stride(from: longest, through: 1, by: -1).lazy.compactMap { length in
      labelOfSymbol[characters[position..<position + length].joined()].map { ($0, length) }
    }.first
  }

  /// The labels of a text of ASCII characters, each of which is a symbol; nil for another.
  private func labelsOfASCII(_ text: String) -> [Int]? {
    guard longestSymbol == 1 else { return nil }
    var labels: [Int] = []
    for byte in text.utf8 {
      guard byte < 0x80, let label = labelOfASCII[Int(byte)] else { return nil }
      labels.append(label)
    }
    return labels
  }

  /// The text that `labels` write, one symbol after the other.
  ///
  /// - Precondition: every label is below ``count``.
  public func text(of labels: [Int]) -> String {
    labels.map { symbols[$0] }.joined()
  }
}
