import CTC
import NumericCore

extension Emissions {
  /// Where each line of a text is said in a long recording, part of which nobody has transcribed.
  ///
  /// The lines are aligned in their order.  Before the first, between them and after the last there
  /// may be any speech, or none: a star stands there, see `Matrix.withStar(null:)`.
  ///
  /// - Parameter lines: utterances in the order in which they are said; they are read as the alphabet
  ///   can write them, see ``CTC/Alphabet/writable(_:)``.
  /// - Returns: a span for each line.  Its confidence is the least mean probability (geometric) of the
  ///   path over 30 frames in a row: where one word of the line was not said as it is written, it
  ///   falls, however long the line.
  /// - Throws: ``AlignmentError``.
  /// - Source: Kürzinger et al., SPECOM 2020, arXiv 2007.09127, section 2.3 for the confidence; their
  ///   free skips of audio before and after the text are stars here, and are allowed between lines.
  public func segments(of lines: [String]) throws(AlignmentError) -> [Transcript.Span] {
    try segments(of: lines) {}.get()
  }

  /// The same; `check`, called at every frame, may end it with an error.
  func segments<E: Error>(
    of lines: [String], check: () throws(E) -> Void
  ) throws(E) -> Result<[Transcript.Span], AlignmentError> {
    let star = alphabet.count
    let labels: [[Int]]
    do {
      labels = try self.labels(of: lines)
    } catch {
      return .failure(error)
    }
    let frames = logProbabilities.withStar(null: alphabet.null)
    return try path(
      of: [star] + labels.flatMap { $0 + [star] }, through: frames, star: star, check: check
    ).map { alignment, graph in
      // The labels found may be others than those of the lines, but they write the same places.
      var label = 1
      var places = alignment.places[...]
      let lengths = labels.map { line in
        let end = graph.places[label + line.count]
        let said = places.drop { $0 < graph.places[label] }.prefix { $0 < end }
        places = places[said.endIndex...]
        label += line.count + 1
        return said.count
      }
      return segments(alignment, through: frames, of: lines, lengths: lengths)
    }
  }

  /// The labels of each line.
  private func labels(of lines: [String]) throws(AlignmentError) -> [[Int]] {
    var labels: [[Int]] = []
    for (index, line) in lines.enumerated() {
      do {
        labels.append(try alphabet.labels(of: alphabet.writable(line)))
      } catch {
        throw .unwritableLine(line: index + 1, reason: error)
      }
      guard !labels[index].isEmpty else { throw .emptyLine(line: index + 1) }
    }
    return labels
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

  /// The most probable path of labels, through which graph, or why there is none; `check` may end the
  /// search with an error.
  ///
  /// Words of pieces are written as the frames say them, so that the path's labels may be others.
  func path<E: Error>(
    of labels: [Int], through frames: Matrix, star: Int?, check: () throws(E) -> Void
  ) throws(E) -> Result<(alignment: ForcedAlignment, graph: LabelGraph), AlignmentError> {
    let graph =
      alphabet.hasWordPieces
      ? LabelGraph(of: labels, star: star, in: alphabet) : LabelGraph(of: labels, star: star)
    let needed = minimumFrames(for: labels.filter { $0 != star })
    guard frames.rows >= needed else {
      return .failure(.tooFewFrames(frames: frames.rows, needed: needed))
    }
    let alignment = try ForcedAlignment(of: graph, to: frames, null: alphabet.null, check: check)
    return alignment.map { .success(($0, graph)) } ?? .failure(.impossible)
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
