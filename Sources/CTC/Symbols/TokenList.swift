extension Alphabet {
  /// The names of the null symbol in token lists that are looked for, the first first.
  public static let nullNames = [nullName, "<blk>", "<pad>", "[PAD]"]

  /// The alphabet of a token list (tokens.txt), one symbol a line in the order of the labels.
  ///
  /// `|` or a single space is the word boundary.  A byte order mark, carriage returns and empty lines at
  /// the end are tolerated.  Where every line ends with a number behind white space, as in Kaldi's and icefall's
  /// lists, that is the symbol's label; `#0`, `#1` and so on at the end, which only graphs have, are left out.
  ///
  /// - Parameters:
  ///   - lines: the list.
  ///   - null: the name of the null symbol; if nil, the first of ``nullNames`` that is there.
  /// - Throws: ``AlphabetError/missingNull(names:)`` where no line is that name,
  ///   ``AlphabetError/missingLabel(_:count:)`` where the numbers are not those from 0 on, and what
  ///   ``init(symbols:null:)`` throws.
  public init(tokenLines lines: [String], null: String? = nil) throws(AlphabetError) {
    var symbols = lines.map { line in
      String(String.UnicodeScalarView(line.unicodeScalars.filter { $0 != "\r" && $0 != "\n" }))
    }
    if symbols.first?.unicodeScalars.first == "\u{feff}" {
      symbols[0].unicodeScalars.removeFirst()
    }
    while symbols.last == "" { symbols.removeLast() }
    let numbered = symbols.compactMap(Self.numberedSymbol)
    if !symbols.isEmpty, numbered.count == symbols.count {
      symbols = try Self.inOrder(numbered)
    }
    try self.init(tokens: symbols, null: null)
  }

  /// The alphabet of the labels of symbols (vocab.json), one for each.
  ///
  /// - Parameters:
  ///   - labels: from 0 on.
  ///   - null: the name of the null symbol; if nil, the first of ``nullNames`` that is there.
  /// - Throws: as ``init(tokenLines:null:)``.
  public init(labels: [String: Int], null: String? = nil) throws(AlphabetError) {
    try self.init(tokens: Self.inOrder(labels.map { ($0.key, $0.value) }), null: null)
  }

  private init(tokens: [String], null: String?) throws(AlphabetError) {
    let names = null.map { [$0] } ?? Self.nullNames
    guard let label = names.lazy.compactMap(tokens.firstIndex).first else {
      throw .missingNull(names: names)
    }
    try self.init(symbols: tokens, null: label)
  }

  /// The symbol and the number of a line that has both; a line that begins with its number's space is
  /// the space's.
  private static func numberedSymbol(_ line: String) -> (symbol: String, label: Int)? {
    let line = line.withoutWhiteSpaceAtEnd
    guard let gap = line.lastIndex(where: \.isWhitespace),
      let label = Int(line[line.index(after: gap)...])
    else { return nil }
    let symbol = line[..<gap].withoutWhiteSpaceAtEnd
    return (symbol.isEmpty ? " " : String(symbol), label)
  }

  /// The symbols in the order of their labels.
  private static func inOrder(
    _ numbered: [(symbol: String, label: Int)]
  ) throws(AlphabetError) -> [String] {
    var sorted = numbered.sorted { $0.label < $1.label }
    while sorted.last?.symbol.wholeMatch(of: /#\d+/) != nil { sorted.removeLast() }
    for (label, found) in sorted.enumerated() where found.label != label {
      throw .missingLabel(label, count: sorted.count)
    }
    return sorted.map(\.symbol)
  }

  /// The lines of a token list that ``init(tokenLines:null:)`` reads back.
  public var tokenLines: [String] {
    symbols.enumerated().map { label, symbol in
      label == null ? Self.nullName : symbol == " " ? "|" : symbol
    }
  }
}

extension StringProtocol {
  fileprivate var withoutWhiteSpaceAtEnd: SubSequence {
    self[..<(lastIndex { !$0.isWhitespace }.map(index(after:)) ?? startIndex)]
  }
}
