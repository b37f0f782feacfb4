public import CTC
import NumericCore

extension Emissions {
  /// Where each line of a text is said in a long recording, part of which nobody has transcribed, and
  /// which may not have all of the text.
  ///
  /// The lines are aligned in their order.  Before the first, between them and after the last there
  /// may be any speech and pauses, or none.  A line is left out where foreign speech is the better
  /// reading of what it would be placed on, which costs 10 nats, and 0.1 for each further line in a row.
  ///
  /// Any speech, or none, may stand for the characters of a line that the alphabet cannot write, such as
  /// digits, and for words that a lexicon does not pronounce; a line's times are those of the others.
  ///
  /// - Parameters:
  ///   - lines: utterances in the order in which they are said; they are read as the alphabet can write
  ///     them, see `Alphabet.writable(_:)`.
  ///   - lexicon: how their words are pronounced, if the symbols do not write them.
  ///   - allSaid: whether every line is said, so that none is left out that can be looked for.
  /// - Returns: a span for each line, nil for one that is not found.  Its confidence is the least mean
  ///   probability (geometric) of the path over 30 frames in a row: where one word of the line was not
  ///   said as it is written, it falls, however long the line.
  /// - Throws: ``AlignmentError``.
  /// - Source: Kürzinger et al., SPECOM 2020, arXiv 2007.09127, section 2.3 for the confidence; their
  ///   free skips of audio before and after the text are allowed between lines, too.
  public func segments(
    of lines: [String], lexicon: Lexicon? = nil, allSaid: Bool = false
  ) throws(AlignmentError) -> [Transcript.Span?] {
    try segments(of: lines, lexicon: lexicon, allSaid: allSaid) {}.get()
  }

  /// The same; `check`, called at every frame, may end it with an error.
  func segments<E: Error>(
    of lines: [String], lexicon: Lexicon? = nil, allSaid: Bool = false, check: () throws(E) -> Void
  ) throws(E) -> Result<[Transcript.Span?], AlignmentError> {
    let star = SpokenUnit(ways: [[alphabet.count]])
    var units = [star]
    var ranges: [Range<Int>] = []
    for (index, line) in lines.enumerated() {
      let spoken = SpokenLine(line, alphabet: alphabet, lexicon: lexicon)
      if spoken.units.isEmpty, spoken.unwritable.isEmpty {
        return .failure(.emptyLine(line: index + 1))
      }
      ranges.append(units.count..<units.count + spoken.units.count)
      if !spoken.units.isEmpty { units += spoken.units + [star] }
    }
    // Found by Benchmarks/loose-texts.
    let frames = logProbabilities.withFiller(
      null: alphabet.null, penalty: 2.5, pausePenalty: 0.01)
    return try path(
      of: units, through: frames, star: alphabet.count,
      optional: allSaid ? [] : ranges.filter { !$0.isEmpty },
      check: check
    ).map { path in
      segments(path.alignment, through: frames, of: lines, spans: path.spans(of: ranges))
    }
  }

  /// What of a line ``segments(of:lexicon:allSaid:)`` takes for any speech.
  package func unwritable(in line: String, lexicon: Lexicon? = nil) -> [String] {
    SpokenLine(line, alphabet: alphabet, lexicon: lexicon).unwritable
  }

  /// The lines along their path, each with its range of spans; foreign speech has the other ones.
  private func segments(
    _ alignment: ForcedAlignment, through frames: Matrix, of lines: [String],
    spans ranges: [Range<Int>]
  ) -> [Transcript.Span?] {
    let scores = alignment.path.enumerated().map { frames[$0.offset, $0.element] }
    var segments = zip(lines, ranges).map { line, range -> Transcript.Span? in
      guard let first = alignment.spans[range].first?.frames.lowerBound,
        let end = alignment.spans[range].last?.frames.upperBound
      else { return nil }
      return Transcript.Span(
        text: normalizedText(line), start: time(ofFrame: first), end: time(ofFrame: end),
        confidence: leastMeanProbability(scores[first..<end], frames: 30))
    }
    if let levels {
      let pieces = pieces(alignment.spans, of: ranges, through: frames)
      let extents = WordExtents(levels).extents(of: pieces.map(\.symbols), peaksWithin: 1)
      for (piece, extent) in zip(pieces, extents) {
        if let line = piece.line { segments[line]?.move(to: extent, within: duration) }
      }
    }
    return segments
  }

  /// The lines and the foreign speech between them, with their first and last symbols.
  private func pieces(
    _ spans: [TokenSpan], of lines: [Range<Int>], through frames: Matrix
  ) -> [(line: Int?, symbols: WordExtents.Symbols)] {
    func seconds(_ frames: Range<Int>) -> Range<Double> {
      time(ofFrame: frames.lowerBound)..<time(ofFrame: frames.upperBound)
    }
    var pieces: [(line: Int?, symbols: WordExtents.Symbols)] = []
    func addForeign(_ spans: ArraySlice<TokenSpan>) {
      for span in spans {
        let speech = span.frames.filter { frames[$0, span.label] > frames[$0, alphabet.null] }
        guard let first = speech.first, let last = speech.last else { continue }
        let times = seconds(first..<last + 1)
        pieces.append((nil, WordExtents.Symbols(first: times, last: times)))
      }
    }
    var end = 0
    for (line, range) in lines.enumerated() where !range.isEmpty {
      addForeign(spans[end..<range.lowerBound])
      end = range.upperBound
      let symbols = WordExtents.Symbols(
        first: seconds(spans[range.lowerBound].frames), last: seconds(spans[end - 1].frames))
      pieces.append((line, symbols))
    }
    addForeign(spans[end...])
    return pieces
  }
}

/// The least geometric mean of so many probabilities in a row, or of all if there are fewer.
func leastMeanProbability(_ logProbabilities: ArraySlice<Float>, frames: Int) -> Float {
  let values = Array(logProbabilities)
  let width = min(frames, values.count)
  guard width > 0 else { return 0 }
  var sum = values[..<width].reduce(0.0) { $0 + Double($1) }
  var least = sum
  for t in values.indices.dropFirst(width) {
    sum += Double(values[t]) - Double(values[t - width])
    least = min(least, sum)
  }
  return exponential(Float(least / Double(width)))
}
