/// The symbols that a recognizer tells apart, among them the null symbol that says nothing.
///
/// A label is an index into ``symbols``.  The null symbol is one of them, at whatever index: a
/// model's alphabet knows it, and nothing else assumes it.  Text is compared in Unicode's canonical
/// composition (NFC), one code point at a time: `é` is one symbol however it was typed, and marks that
/// no letter is composed with, such as the vowel signs of Hindi or Thai, are symbols of their own.  The
/// word boundary is a space; `|` is another way to write it, as token lists do.
public struct Alphabet: Sendable, Equatable {
  /// How token lists write the null symbol.
  public static let nullName = "<blank>"

  /// The symbols in the order of their labels, NFC; usually one code point each.
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

  /// The alphabet of all code points in `transcripts`, in their order after the
  /// null symbol, which is label 0.
  public init(transcripts: some Sequence<String>) {
    var scalars: Set<Unicode.Scalar> = []
    for transcript in transcripts {
      for scalar in normalizedText(transcript).unicodeScalars {
        scalars.insert(scalar == "|" ? " " : scalar)
      }
    }
    let symbols = [Self.nullName] + scalars.sorted().map(String.init)
    let labels = Dictionary(uniqueKeysWithValues: zip(symbols.dropFirst(), 1...))
    self.init(canonical: symbols, null: 0, labels: labels)
  }

  private init(canonical: [String], null: Int, labels: [String: Int]) {
    symbols = canonical
    self.null = null
    labelOfSymbol = labels
    wordBoundary = labels[" "]
    longestSymbol = labels.keys.map(\.unicodeScalars.count).max() ?? 1
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
    let scalars = text.unicodeScalars.map(String.init)
    var labels: [Int] = []
    var position = 0
    while position < scalars.count {
      guard let (label, length) = match(scalars, at: position) else {
        throw Self.unknownCharacter(of: text, at: position)
      }
      labels.append(label)
      position += length
    }
    return labels
  }

  /// `text` in the one form of transcripts, see ``normalizedText(_:)``, with `|` taken for a space.
  static func normalized(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "|")) else { return normalizedText(text) }
    return normalizedText(text.unicodeScalars.map { $0 == "|" ? " " : String($0) }.joined())
  }

  /// The longest symbol that begins at a place, with its number of code points.
  func match(_ scalars: [String], at position: Int) -> (label: Int, length: Int)? {
    let longest = min(longestSymbol, scalars.count - position)
    return stride(from: longest, through: 1, by: -1).lazy.compactMap { length in
      labelOfSymbol[scalars[position..<position + length].joined()].map { ($0, length) }
    }.first
  }

  /// The error of the character that has the code point at `place` in it.
  private static func unknownCharacter(of text: String, at place: Int) -> AlphabetError {
    var end = 0
    let position = text.prefix {
      end += $0.unicodeScalars.count
      return end <= place
    }.count
    return .unknownCharacter(character: String(Array(text)[position]), position: position)
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
