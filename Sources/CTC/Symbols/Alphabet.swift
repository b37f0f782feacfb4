/// The symbols that a recognizer tells apart, among them the null symbol that says nothing.
///
/// A label is an index into ``symbols``.  The null symbol is one of them, at whatever index: a
/// model's alphabet knows it, and nothing else assumes it.  Text is compared in Unicode's canonical
/// composition (NFC), one code point at a time: `é` is one symbol however it was typed, and marks that
/// no letter is composed with, such as the vowel signs of Hindi or Thai, are symbols of their own.  The
/// word boundary is a space; `|` is another way to write it, as token lists do.
///
/// Symbols may be pieces of words, as SentencePiece makes them.  There is no space then: a piece that
/// begins a word begins with ``wordMark``, so that `▁two ▁s ix` are three pieces of two words; or, as
/// WordPiece has it, one that goes on begins with `##`.  Where most symbols have several letters and no
/// other parts words, each is a word of its own: `yes`, `no`, or phonemes as `AH` and `T`.
public struct Alphabet: Sendable {
  /// How token lists write the null symbol.
  public static let nullName = "<blank>"
  /// What a piece that begins a word begins with: `▁`, U+2581.
  public static let wordMark: Unicode.Scalar = "\u{2581}"

  /// The symbols in the order of their labels, NFC; usually one code point each.
  public let symbols: [String]
  /// The label of the null symbol.
  public let null: Int
  /// The label of the space between words, if the alphabet has one.
  public let wordBoundary: Int?
  /// Whether symbols are pieces of words, or words, and so tell where words begin.
  public let hasWordPieces: Bool

  /// The symbols as they write a text, with ``wordMark`` where a word begins.
  let written: [String]
  /// The symbols that texts are written with, all but the null symbol.
  let tree: SymbolTree
  /// Whether each label's symbol begins a word.
  private let wordBeginnings: [Bool]
  /// The label of each ASCII character that is a symbol; none if some symbol is longer.
  let labelOfASCII: [Int?]

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
    self.init(canonical: canonical, null: null)
  }

  /// The alphabet of all code points in `transcripts`, in their order after the
  /// null symbol, which is label 0.
  public init(transcripts: some Sequence<String>) {
    var scalars: Set<Unicode.Scalar> = []
    for transcript in transcripts {
      for scalar in normalizedText(transcript).unicodeScalars {
        scalars.insert(isSpace(scalar) ? " " : scalar)
      }
    }
    self.init(canonical: [Self.nullName] + scalars.sorted().map(String.init), null: 0)
  }

  /// The alphabet of all that stands between spaces in `transcripts`, phonemes or whole words say, in
  /// its order after the null symbol, which is label 0.
  ///
  /// Each symbol begins a word; where their letters do not tell so, ``wordMark`` does.  Where texts begin
  /// with that mark, they are pieces of words, `▁hel lo ▁wor ld`, and those are the symbols.  Scripts
  /// without spaces have the alphabet of their code points.
  public init(unitsOf transcripts: some Sequence<String>) {
    let transcripts = Array(transcripts)
    let texts = transcripts.map(Self.normalized)
    guard !texts.contains(where: { $0.unicodeScalars.contains(where: \.isUnspacedLetter) }) else {
      self.init(transcripts: texts)
      return
    }
    let pieces = transcripts.compactMap(Self.pieces)
    let units = Set(pieces.isEmpty ? texts.flatMap(Self.units) : pieces.flatMap(\.self))
      .subtracting([Self.nullName]).sorted {
        $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars)
      }
    guard pieces.isEmpty else {
      self.init(canonical: [Self.nullName] + units, null: 0)
      return
    }
    let plain = Alphabet(canonical: [Self.nullName] + units, null: 0)
    let marked = [Self.nullName] + units.map { "\(Self.wordMark)\($0)" }
    self = plain.beginsWords ? plain : Alphabet(canonical: marked, null: 0)
  }

  private init(canonical: [String], null: Int) {
    symbols = canonical
    self.null = null
    let written = Self.written(canonical, null: null)
    self.written = written
    let tree = SymbolTree(written, without: null)
    self.tree = tree
    wordBoundary = tree.label(of: [" "])
    wordBeginnings = written.indices.map {
      $0 != null && written[$0].unicodeScalars.first == Self.wordMark
    }
    hasWordPieces = wordBeginnings.contains(true)
    let isOfLetters =
      written.indices.allSatisfy { $0 == null || written[$0].unicodeScalars.count == 1 }
      && !hasWordPieces
    labelOfASCII =
      isOfLetters ? (0..<0x80).map { tree.label(of: [Unicode.Scalar(UInt8($0))]) } : []
  }

  /// Symbols as they write a text, with ``wordMark`` where a word begins.
  private static func written(_ symbols: [String], null: Int) -> [String] {
    let scalars = symbols.map { Array($0.unicodeScalars) }
    let isMarked = scalars.contains { $0 == [" "] || $0.first == wordMark }
    guard !isMarked, !scalars.joined().contains(where: \.isUnspacedLetter) else { return symbols }
    let goOn = symbols.map { $0.hasPrefix("##") && $0.count > 2 }
    let usual = symbols.indices.filter { $0 != null && !isTag(symbols[$0]) }
    let letters = scalars.map { $0.count { $0.properties.isAlphabetic && !$0.isMark } }
    let areWords = 2 * usual.count { letters[$0] > 1 } > usual.count
    guard goOn.contains(true) || areWords else { return symbols }
    return symbols.indices.map { label in
      label == null
        ? symbols[label]
        : goOn[label] ? String(symbols[label].dropFirst(2)) : "\(wordMark)\(symbols[label])"
    }
  }

  /// Whether a symbol is no text but a name, such as `<unk>` or `[UNK]`.
  private static func isTag(_ symbol: String) -> Bool {
    symbol.count > 2
      && (symbol.hasPrefix("<") && symbol.hasSuffix(">")
        || symbol.hasPrefix("[") && symbol.hasSuffix("]"))
  }

  /// The number of symbols, the null symbol included.
  public var count: Int { symbols.count }

  /// Whether texts have words with something between them: a space, or the marks of pieces.
  public var separatesWords: Bool { wordBoundary != nil || hasWordPieces }

  /// Whether all symbols but the null symbol begin words.
  var beginsWords: Bool { wordBeginnings.count(where: \.self) == count - 1 }

  /// Whether a label is a piece that begins a word.
  ///
  /// - Precondition: the label is below ``count``.
  public func beginsWord(_ label: Int) -> Bool { wordBeginnings[label] }
}

extension Alphabet: Equatable {
  /// Whether two alphabets have the same symbols in the same order, with the same null symbol.
  public static func == (first: Self, second: Self) -> Bool {
    first.symbols == second.symbols && first.null == second.null
  }
}
