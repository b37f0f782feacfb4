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
  /// The units of a text in which a word `*` is the label `star`, if any, unless a symbol writes it.
  ///
  /// - Throws: ``AlignmentError/unwritableText(reason:)``, or of pronounced words
  ///   ``AlignmentError/unpronounced(word:line:)``.
  func units(
    of text: String, star: Int?, lexicon: Lexicon?
  ) throws(AlignmentError) -> [SpokenUnit] {
    let words = normalizedText(text).split(separator: " ").map(String.init)
    guard let star, !symbols.contains("*") else {
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
    guard let lexicon, lexicon.pronunciations != nil else {
      do {
        let labels = try labels(of: writable(words.joined(separator: " ")))
        return labels.map { SpokenUnit(ways: [[$0]]) }
      } catch {
        throw .unwritableText(reason: error)
      }
    }
    var units: [SpokenUnit] = []
    for word in words where !spokenText(word).isEmpty {
      let ways = lexicon.pronunciations(of: word)
      guard !ways.isEmpty else { throw .unpronounced(word: word, line: nil) }
      if let wordBoundary, !units.isEmpty { units.append(SpokenUnit(ways: [[wordBoundary]])) }
      units.append(SpokenUnit(ways: ways, word: word))
    }
    return units
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
  /// Words of pieces are written as the frames say them, so that the path's labels may be others.
  func path<E: Error>(
    of units: [SpokenUnit], through frames: Matrix, star: Int?, check: () throws(E) -> Void
  ) throws(E) -> Result<UnitPath, AlignmentError> {
    let shortest = units.flatMap { unit in
      unit.ways.min { minimumFrames(for: $0) < minimumFrames(for: $1) } ?? []
    }
    let needed = minimumFrames(for: shortest.filter { $0 != star })
    guard frames.rows >= needed else {
      return .failure(.tooFewFrames(frames: frames.rows, needed: needed))
    }
    let areSymbols = units.allSatisfy { $0.word == nil || $0.ways == [[alphabet.count]] }
    let graph =
      alphabet.hasWordPieces && areSymbols
      ? LabelGraph(of: shortest, star: star, in: alphabet)
      : LabelGraph(of: units.map(\.ways), star: star)
    let alignment = try ForcedAlignment(of: graph, to: frames, null: alphabet.null, check: check)
    return alignment.map { .success(UnitPath($0, of: units, through: graph)) }
      ?? .failure(.impossible)
  }
}
