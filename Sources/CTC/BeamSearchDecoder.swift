public import NumericCore

/// Looks for the most probable labelling: the sum over all its paths, not the best path alone.
///
/// The search keeps the `beamSize` most probable prefixes of each frame.  Labels are never cut
/// by a threshold: with a beam wide enough for all prefixes the result is exact.
///
/// - Source: Graves et al., ICML 2006, section 3.2; Hannun et al., arXiv 1408.2873, algorithm 1.
public struct BeamSearchDecoder: Sendable {
  /// The symbols of the columns.
  public let alphabet: Alphabet
  /// How many prefixes survive a frame.
  public let beamSize: Int
  /// The words that may be said; nil for any.
  public let lexicon: Lexicon?

  /// A decoder for frames over `alphabet`.
  ///
  /// - Parameters:
  ///   - alphabet: the symbols of the columns.
  ///   - beamSize: how many prefixes survive a frame.
  ///   - lexicon: the words that may be said, compiled for the same alphabet; nil for any.
  /// - Precondition: `beamSize` is positive.
  public init(alphabet: Alphabet, beamSize: Int, lexicon: Lexicon? = nil) {
    precondition(beamSize > 0, "a beam of \(beamSize)")
    self.alphabet = alphabet
    self.beamSize = beamSize
    self.lexicon = lexicon
  }

  /// The most probable labelling found.
  ///
  /// - Parameter logProbabilities: natural logarithms, shape [frames T, symbols C].
  /// - Returns: what `hypotheses(for:count:)` returns first.  With a lexicon and no whole word in
  ///   the beam, the empty labelling.
  /// - Precondition: there are as many columns as symbols.
  public func decoded(_ logProbabilities: Matrix) -> Hypothesis {
    hypotheses(for: logProbabilities, count: 1).first
      ?? Hypothesis(labels: [], spans: [], logProbability: silence(logProbabilities))
  }

  /// The most probable labellings found, the best first.
  ///
  /// - Parameters:
  ///   - logProbabilities: natural logarithms, shape [frames T, symbols C].
  ///   - count: the largest number of hypotheses.
  /// - Returns: hypotheses with different labels.  Each one's log-probability sums the paths that
  ///   the beam has kept, and its spans are those of its best path, see ``ForcedAlignment``.
  ///   With a lexicon, each is a sequence of allowed words or empty.
  /// - Precondition: there are as many columns as symbols.
  public func hypotheses(for logProbabilities: Matrix, count: Int) -> [Hypothesis] {
    precondition(
      logProbabilities.columns == alphabet.count,
      "\(logProbabilities.columns) columns for \(alphabet.count) symbols")
    var search = PrefixSearch(alphabet: alphabet, beamSize: beamSize, lexicon: lexicon)
    logProbabilities.withUnsafePointer { base in
      for t in 0..<logProbabilities.rows { search.advance(base + t * alphabet.count) }
    }
    let found = search.beam
      .filter { isComplete($0.node, in: search.tree) }
      .map { (labels: search.tree.labels(of: $0.node), probability: $0.probability) }
      .sorted { a, b in
        a.probability > b.probability
          || a.probability == b.probability && a.labels.lexicographicallyPrecedes(b.labels)
      }
    return found.prefix(count).map { labels, probability in
      let alignment = ForcedAlignment(of: labels, to: logProbabilities, null: alphabet.null)
      return Hypothesis(
        labels: labels, spans: alignment?.spans ?? [],
        logProbability: Float(search.logScale + naturalLogarithm(probability)))
    }
  }

  private func isComplete(_ node: Int32, in tree: PrefixTree) -> Bool {
    guard let lexicon, node != PrefixTree.root else { return true }
    return lexicon.endsWord(tree.lexiconState(of: node))
  }

  /// The log-probability of the empty labelling.
  private func silence(_ logProbabilities: Matrix) -> Float {
    Float(
      (0..<logProbabilities.rows).reduce(0.0) { $0 + Double(logProbabilities[$1, alphabet.null]) })
  }
}
