import CTC
import NumericCore

/// A part of a text that is aligned as one: a symbol, a star, or a word with its pronunciations.
struct SpokenUnit {
  /// The labels that may say it.
  let ways: [[Int]]
  /// The word that it is, if it is one.
  var word: String?
}

extension Alphabet {
  /// The units of a text in which a word `*` is the label `star`, unless a symbol writes it.
  ///
  /// - Throws: ``AlignmentError/unwritableText(reason:)``, or of pronounced words
  ///   ``AlignmentError/unpronounced(word:)``.
  func units(
    of text: String, star: Int, lexicon: Lexicon?
  ) throws(AlignmentError) -> [SpokenUnit] {
    let words = normalizedText(text).split(separator: " ").map(String.init)
    guard !symbols.contains("*") else {
      return try units(of: words[...], lexicon: lexicon)
    }
    var units: [SpokenUnit] = []
    for (index, part) in words.split(separator: "*", omittingEmptySubsequences: false).enumerated()
    {
      // Stars in a row are one.
      if index > 0, units.last?.ways != [[star]] {
        units.append(SpokenUnit(ways: [[star]], word: "*"))
      }
      units += try self.units(of: part, lexicon: lexicon)
    }
    return units
  }

  /// The units of words without stars.
  private func units(
    of words: ArraySlice<String>, lexicon: Lexicon?
  ) throws(AlignmentError) -> [SpokenUnit] {
    guard let lexicon = lexicon?.dictionary else {
      do {
        return try symbolUnits(of: writable(words.joined(separator: " ")))
      } catch {
        throw .unwritableText(reason: error)
      }
    }
    var units: [SpokenUnit] = []
    for word in pronounced(words, by: lexicon) {
      units += try word.mapError { AlignmentError.unpronounced(word: $0.text) }.get()
    }
    return units
  }

  /// The units of each word, all but the first behind a boundary.
  fileprivate func pronounced(
    _ words: some Sequence<String>, by dictionary: Lexicon
  ) -> [Result<[SpokenUnit], Unwritable>] {
    let boundary = wordBoundary.map { SpokenUnit(ways: [[$0]]) }
    return words.filter { !spokenText($0).isEmpty }.enumerated().map { index, word in
      let ways = dictionary.pronunciations(of: word)
      guard !ways.isEmpty else { return .failure(Unwritable(text: word)) }
      let unit = SpokenUnit(ways: ways, word: word)
      return .success(index > 0 ? [boundary, unit].compactMap(\.self) : [unit])
    }
  }
}

/// A character that the alphabet does not write, or a word that the dictionary does not pronounce.
private struct Unwritable: Error { let text: String }

/// A line of a text, in which a star stands for what cannot be looked for.
struct SpokenLine {
  private(set) var units: [SpokenUnit] = []
  /// What a star stands for: characters that the alphabet does not write, or words that the lexicon does not
  /// pronounce.
  private(set) var unwritable: [String] = []

  /// Reads a line as `alphabet` can write it, or as a lexicon pronounces its words.
  ///
  /// There is no star at either end, where foreign speech may stand anyway.
  init(_ line: String, alphabet: Alphabet, lexicon: Lexicon?) {
    let star = SpokenUnit(ways: [[alphabet.count]])
    let boundary = alphabet.wordBoundary.map { [[$0]] }
    for part in Self.parts(of: line, alphabet: alphabet, lexicon: lexicon) {
      switch part {
      case .success(let units): self.units += units
      case .failure(let fault):
        unwritable.append(fault.text)
        if units.last?.ways != star.ways { units.append(star) }
      }
    }
    func isAtEnd(_ unit: SpokenUnit) -> Bool { unit.ways == star.ways || unit.ways == boundary }
    guard !unwritable.isEmpty else { return }
    while let last = units.last, isAtEnd(last) { units.removeLast() }
    units = Array(units.drop(while: isAtEnd))
  }

  private static func parts(
    of line: String, alphabet: Alphabet, lexicon: Lexicon?
  ) -> [Result<[SpokenUnit], Unwritable>] {
    if let lexicon = lexicon?.dictionary {
      let words = normalizedText(line).split(separator: " ").map(String.init)
      return alphabet.pronounced(words, by: lexicon)
    }
    let text = alphabet.writable(line)
    if let units = try? alphabet.symbolUnits(of: text) { return [.success(units)] }
    let boundary = alphabet.hasWordPieces ? nil : alphabet.wordBoundary
    return text.split(separator: " ").enumerated().flatMap { index, word in
      let parts = parts(ofWord: String(word), alphabet: alphabet)
      guard index > 0, let boundary else { return parts }
      return [.success([SpokenUnit(ways: [[boundary]])])] + parts
    }
  }

  /// The parts of a word that the symbols write; of pieces, which write whole words, all or none.
  private static func parts(
    ofWord word: String, alphabet: Alphabet
  ) -> [Result<[SpokenUnit], Unwritable>] {
    guard !alphabet.hasWordPieces else {
      do {
        return [.success(try alphabet.symbolUnits(of: word))]
      } catch {
        guard case .unknownCharacter(let character, _) = error else { return [] }
        return [.failure(Unwritable(text: character))]
      }
    }
    return alphabet.parts(of: word).map { part in
      switch part {
      case .written(let labels): .success(labels.map { SpokenUnit(ways: [[$0]]) })
      case .unknown(let character): .failure(Unwritable(text: character))
      }
    }
  }
}

extension Alphabet {
  /// The units of a text, a symbol each.
  fileprivate func symbolUnits(of text: String) throws(AlphabetError) -> [SpokenUnit] {
    try labels(of: text).map { SpokenUnit(ways: [[$0]]) }
  }
}

/// The most probable path that says some units.
struct UnitPath {
  let alignment: ForcedAlignment
  private let units: [SpokenUnit]
  private let graph: LabelGraph

  init(_ alignment: ForcedAlignment, of units: [SpokenUnit], through graph: LabelGraph) {
    self.alignment = alignment
    self.units = units
    self.graph = graph
  }

  /// The words that are units, with the spans of their labels; a star that was left out is none.
  var words: [Hypothesis.Word] {
    let ranges = spans(of: units.indices.map { $0..<$0 + 1 })
    return zip(units, ranges).compactMap { unit, range in
      unit.word.flatMap { range.isEmpty ? nil : Hypothesis.Word(text: $0, labels: range) }
    }
  }

  /// The spans of some ranges of units, in their order.
  ///
  /// The labels found may be others than those that the units were made of, but they say the same places.
  func spans(of ranges: [Range<Int>]) -> [Range<Int>] {
    let places = alignment.places
    var next = 0
    return ranges.map { units in
      while next < places.count, places[next] < graph.places[units.lowerBound] { next += 1 }
      let first = next
      while next < places.count, places[next] < graph.places[units.upperBound] { next += 1 }
      return first..<next
    }
  }
}

extension Emissions {
  /// The most probable path of some units, or why there is none; `check` may end the search with an error.
  ///
  /// Ranges of units in `optional`, each between stars, may be left out.  Words of pieces are written as
  /// the frames say them, so that the path's labels may be others.
  func path<E: Error>(
    of units: [SpokenUnit], through frames: Matrix, star: Int?, optional: [Range<Int>] = [],
    check: () throws(E) -> Void
  ) throws(E) -> Result<UnitPath, AlignmentError> {
    let shortest = units.flatMap { unit in
      unit.ways.min { minimumFrames(for: $0) < minimumFrames(for: $1) } ?? []
    }
    let needed = minimumFrames(for: shortest.filter { $0 != star })
    guard frames.rows >= needed || !optional.isEmpty else {
      return .failure(.tooFewFrames(frames: frames.rows, needed: needed))
    }
    let areSymbols = units.allSatisfy { $0.word == nil || $0.ways == [[alphabet.count]] }
    var graph =
      alphabet.hasWordPieces && areSymbols
      ? LabelGraph(of: shortest, star: star, in: alphabet)
      : LabelGraph(of: units.map(\.ways), star: star)
    if !optional.isEmpty {
      graph.skips = LabelGraph.Skips(
        optional.map { graph.places[$0.lowerBound]..<graph.places[$0.upperBound] },
        opening: 10, extending: 0.1)
    }
    let alignment = try ForcedAlignment(of: graph, to: frames, null: alphabet.null, check: check)
    return alignment.map { .success(UnitPath($0, of: units, through: graph)) }
      ?? .failure(.impossible)
  }
}
