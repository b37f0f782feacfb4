extension Alphabet {
  /// The alphabet of a token list (tokens.txt), one symbol a line in the order of the labels.
  ///
  /// `<blank>` names the null symbol; `|` or a single space is the word boundary.  A byte order
  /// mark, carriage returns and empty lines at the end are tolerated.
  ///
  /// - Throws: ``AlphabetError/missingNull`` without `<blank>`, and what
  ///   ``init(symbols:null:)`` throws.
  public init(tokenLines lines: [String]) throws(AlphabetError) {
    var symbols = lines.map { line in
      String(String.UnicodeScalarView(line.unicodeScalars.filter { $0 != "\r" && $0 != "\n" }))
    }
    if symbols.first?.unicodeScalars.first == "\u{feff}" {
      symbols[0].unicodeScalars.removeFirst()
    }
    while symbols.last == "" { symbols.removeLast() }
    guard let null = symbols.firstIndex(of: Self.nullName) else { throw .missingNull }
    try self.init(symbols: symbols, null: null)
  }

  /// The lines of a token list that ``init(tokenLines:)`` reads back.
  public var tokenLines: [String] {
    symbols.enumerated().map { label, symbol in
      label == null ? Self.nullName : symbol == " " ? "|" : symbol
    }
  }
}
