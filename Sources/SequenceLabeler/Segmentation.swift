public import CTC
import NumericCore

extension Emissions {
  /// Where each line of a text is said in a long recording, part of which nobody has transcribed.
  ///
  /// The lines are aligned in their order.  Before the first, between them and after the last there
  /// may be any speech, or none: a star stands there, see `Matrix.withStar(null:)`.
  ///
  /// - Parameters:
  ///   - lines: utterances in the order in which they are said; they are read as the alphabet can write
  ///     them, see `Alphabet.writable(_:)`.
  ///   - lexicon: how their words are pronounced, if the symbols do not write them.
  /// - Returns: a span for each line.  Its confidence is the least mean probability (geometric) of the
  ///   path over 30 frames in a row: where one word of the line was not said as it is written, it
  ///   falls, however long the line.
  /// - Throws: ``AlignmentError``.
  /// - Source: Kürzinger et al., SPECOM 2020, arXiv 2007.09127, section 2.3 for the confidence; their
  ///   free skips of audio before and after the text are stars here, and are allowed between lines.
  public func segments(
    of lines: [String], lexicon: Lexicon? = nil
  ) throws(AlignmentError) -> [Transcript.Span] {
    try segments(of: lines, lexicon: lexicon) {}.get()
  }

  /// The same; `check`, called at every frame, may end it with an error.
  func segments<E: Error>(
    of lines: [String], lexicon: Lexicon? = nil, check: () throws(E) -> Void
  ) throws(E) -> Result<[Transcript.Span], AlignmentError> {
    let star = SpokenUnit(ways: [[alphabet.count]])
    var units = [star]
    var ranges: [Range<Int>] = []
    do {
      for line in try self.units(of: lines, lexicon: lexicon) {
        ranges.append(units.count..<units.count + line.count)
        units += line + [star]
      }
    } catch {
      return .failure(error)
    }
    let frames = logProbabilities.withStar(null: alphabet.null)
    return try path(of: units, through: frames, star: alphabet.count, check: check).map { path in
      segments(
        path.alignment, through: frames, of: lines, lengths: path.spans(of: ranges).map(\.count))
    }
  }

  /// The units of each line, in which no word is a star.
  private func units(
    of lines: [String], lexicon: Lexicon?
  ) throws(AlignmentError) -> [[SpokenUnit]] {
    var units: [[SpokenUnit]] = []
    for (index, line) in lines.enumerated() {
      do {
        units.append(try alphabet.units(of: line, star: nil, lexicon: lexicon))
      } catch .unwritableText(let reason) {
        throw .unwritableLine(line: index + 1, reason: reason)
      } catch .unpronounced(let word, _) {
        throw .unpronounced(word: word, line: index + 1)
      }
      guard !units[index].isEmpty else { throw .emptyLine(line: index + 1) }
    }
    return units
  }

  /// The lines, of so many labels, along their path with a star before, between and after them.
  private func segments(
    _ alignment: ForcedAlignment, through frames: Matrix, of lines: [String], lengths: [Int]
  ) -> [Transcript.Span] {
    let star = alphabet.count
    let scores = alignment.path.enumerated().map { frames[$0.offset, $0.element] }
    var spans = alignment.spans.filter { $0.label != star }[...]
    var segments: [Transcript.Span] = []
    for (line, length) in zip(lines, lengths) {
      let said = spans.prefix(length)
      spans = spans.dropFirst(length)
      let first = said.first?.frames.lowerBound ?? 0
      let end = said.last?.frames.upperBound ?? first
      segments.append(
        Transcript.Span(
          text: normalizedText(line), start: time(ofFrame: first), end: time(ofFrame: end),
          confidence: leastMeanProbability(scores[first..<end], frames: 30)))
    }
    if let levels {
      let pieces = pieces(alignment.spans, lengths: lengths, star: star)
      let extents = WordExtents(levels).extents(of: pieces.map(\.symbols))
      for (piece, extent) in zip(pieces, extents) {
        if let line = piece.line { segments[line].move(to: extent, within: duration) }
      }
    }
    return segments
  }

  /// The lines and the stars between them, with their first and last symbols.
  private func pieces(
    _ spans: [TokenSpan], lengths: [Int], star: Int
  ) -> [(line: Int?, symbols: WordExtents.Symbols)] {
    func seconds(_ span: TokenSpan) -> Range<Double> {
      time(ofFrame: span.frames.lowerBound)..<time(ofFrame: span.frames.upperBound)
    }
    var pieces: [(line: Int?, symbols: WordExtents.Symbols)] = []
    var line = 0
    var rest = spans[...]
    while let first = rest.first {
      let isStar = first.label == star
      let said = rest.prefix(isStar ? 1 : lengths[line])
      rest = rest.dropFirst(said.count)
      let symbols = WordExtents.Symbols(
        first: seconds(first), last: seconds(said.last ?? first))
      pieces.append((isStar ? nil : line, symbols))
      if !isStar { line += 1 }
    }
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
