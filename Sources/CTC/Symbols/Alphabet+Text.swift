extension Alphabet {
  /// The labels that write `text`: as few symbols as can, the first ones as long as can be.
  ///
  /// White space, `|` and ``wordMark`` at either end are dropped, and a run of them is one word boundary.
  /// Of a text that begins with ``wordMark``, only what that begins are words: `▁hel lo ▁world` is
  /// `hello world`.
  ///
  /// - Throws: ``AlphabetError/unknownCharacter(character:position:)`` for the first character, in
  ///   the normalized text, that no symbol writes.
  public func labels(of text: String) throws(AlphabetError) -> [Int] {
    let text = Self.normalized(text)
    if let labels = labelsOfASCII(text) { return labels }
    let (scalars, places) = scalars(of: text)
    switch tree.spelling(of: scalars) {
    case .success(let labels): return labels
    case .failure(let fault):
      throw Self.unknownCharacter(of: text, at: places[fault.position])
    }
  }

  /// The labels of the pieces that a text is written in, `▁hel lo ▁wor ld`; nil of another text, or where
  /// one is no symbol of texts.
  package func labels(ofPieces text: String) -> [Int]? {
    guard hasWordPieces, let pieces = Self.pieces(text) else { return nil }
    let labels = pieces.compactMap { tree.label(of: Array($0.unicodeScalars)) }
    return labels.count == pieces.count ? labels : nil
  }

  /// A part of a text: the labels that write it, or a character that no symbol writes.
  package enum Part: Sendable, Equatable {
    case written(labels: [Int])
    case unknown(character: String)
  }

  /// The parts of a normalized text: what symbols write between the characters that none does.
  ///
  /// - Precondition: the symbols are no pieces of words, which write whole words.
  package func parts(of text: String) -> [Part] {
    precondition(!hasWordPieces, "pieces write whole words")
    let scalars = Array(text.unicodeScalars)
    var parts: [Part] = []
    func write(_ range: Range<Int>) {
      guard !range.isEmpty, case .success(let labels) = tree.spelling(of: Array(scalars[range]))
      else { return }
      parts.append(.written(labels: labels))
    }
    var (start, end) = (0, 0)
    var furthest = tree.furthestEnd(in: scalars)
    for character in text {
      let first = end
      end += character.unicodeScalars.count
      guard furthest < end else { continue }
      write(start..<first)
      parts.append(.unknown(character: String(character)))
      start = end
      furthest = tree.furthestEnd(in: scalars, from: end)
    }
    write(start..<end)
    return parts
  }

  /// The text that `labels` write, one symbol after the other; of pieces, with a space between words.
  ///
  /// - Precondition: every label is below ``count``.
  public func text(of labels: [Int]) -> String {
    let text = labels.map { written[$0] }.joined()
    return hasWordPieces ? normalizedText(spaced(text)) : text
  }

  /// The code points of a text that symbols write, and the place in the text that each comes from.
  ///
  /// Of pieces: ``wordMark`` before each word in place of the spaces, but not before letters of scripts
  /// without spaces.
  func scalars(of text: String) -> (scalars: [Unicode.Scalar], places: [Int]) {
    let all = Array(text.unicodeScalars)
    guard hasWordPieces else { return (all, Array(all.indices)) }
    var scalars: [Unicode.Scalar] = []
    var places: [Int] = []
    for (place, scalar) in all.enumerated() where scalar != " " {
      let last = place > 0 ? all[place - 1] : " "
      let begins = last == " " || last.isUnspacedLetter && scalar.isLetter
      let written = begins && !scalar.isUnspacedLetter ? [Self.wordMark, scalar] : [scalar]
      scalars += written
      places += written.map { _ in place }
    }
    return (scalars, places)
  }

  /// The code points that a label adds to a text, a space for ``wordMark``; none of the null symbol.
  func textScalars(of label: Int) -> [Unicode.Scalar] {
    label == null
      ? [] : written[label].unicodeScalars.map { $0 == Self.wordMark ? " " : $0 }
  }

  /// `text` in the one form of transcripts, see ``normalizedText(_:)``, with `|` and ``wordMark`` taken
  /// for spaces.
  static func normalized(_ text: String) -> String {
    if let pieces = pieces(text) { return normalizedText(spaced(pieces.joined())) }
    guard text.unicodeScalars.contains(where: isSpace) else { return normalizedText(text) }
    return normalizedText(spaced(text))
  }

  /// What stands between spaces in a text that begins with ``wordMark``; nil of another one.
  static func pieces(_ text: String) -> [String]? {
    guard text.unicodeScalars.first(where: { !$0.properties.isWhitespace }) == wordMark else {
      return nil
    }
    return units(normalizedText(text))
  }

  /// What stands between spaces in a normalized text.
  static func units(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }

  /// Calls `body` with each symbol that the code points from a place on begin with.
  func forEachMatch(
    in scalars: [Unicode.Scalar], at position: Int, _ body: (SymbolTree.Match) -> Void
  ) {
    if !labelOfASCII.isEmpty, scalars[position].isASCII {
      guard let label = labelOfASCII[Int(scalars[position].value)] else { return }
      body(SymbolTree.Match(label: label, length: 1))
    } else {
      tree.forEachMatch(in: scalars, at: position, body)
    }
  }

  /// How many of these parts of a text the longest symbol takes that begins at a place; nil if none
  /// does.
  func lengthOfMatch(_ parts: [String], at position: Int) -> Int? {
    let text = parts[position...].lazy.map { part in
      part == " " && hasWordPieces ? String(Self.wordMark) : part
    }
    return tree.longestMatch(text)
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
    guard !labelOfASCII.isEmpty else { return nil }
    var labels: [Int] = []
    for byte in text.utf8 {
      guard byte < 0x80, let label = labelOfASCII[Int(byte)] else { return nil }
      labels.append(label)
    }
    return labels
  }
}

/// Whether a code point is another way to write a space.
func isSpace(_ scalar: Unicode.Scalar) -> Bool {
  scalar == "|" || scalar == Alphabet.wordMark
}

/// `text` with spaces for the other ways to write them.
private func spaced(_ text: String) -> String {
  String(String.UnicodeScalarView(text.unicodeScalars.map { isSpace($0) ? " " : $0 }))
}
