public import NumericCore

/// Looks for the most probable labelling: the sum over all its paths, not the best path alone.
///
/// The search keeps the best prefixes of each frame.  Unless ``BeamSearchOptions`` ask for a
/// threshold, nothing else is left out: with a beam wide enough for all prefixes the result is exact.
///
/// Where nothing but the sum of a labelling's paths counts (no lexicon, no language model or word
/// bonus, no hot words, no priors), it then climbs from the best labelling in the beam: as long as
/// another label in the place of one, one label more or one less makes it more probable over all
/// paths, that is done.  The best labelling is therefore a local maximum of the exact probability at
/// any beam, except for paths through states 10^20 times less probable than others of their frame.
///
/// - Source: Graves et al., ICML 2006, section 3.2; Hannun et al., arXiv 1408.2873, algorithm 1.
public struct BeamSearchDecoder: Sendable {
  /// The symbols of the columns.
  public let alphabet: Alphabet
  /// What the search keeps and prefers.
  public let options: BeamSearchOptions

  /// A decoder for frames over `alphabet`.
  ///
  /// - Parameters:
  ///   - alphabet: the symbols of the columns.
  ///   - options: what the search keeps and prefers.
  /// - Precondition: ``BeamSearchOptions/validate(for:)`` finds nothing wrong with the options.
  public init(alphabet: Alphabet, options: BeamSearchOptions) {
    do {
      try options.validate(for: alphabet)
    } catch {
      preconditionFailure("\(error)")
    }
    self.alphabet = alphabet
    self.options = options
  }

  /// The best labelling found.
  ///
  /// - Parameter logProbabilities: natural logarithms, shape [frames T, symbols C].
  /// - Returns: what `hypotheses(for:count:)` returns first.  With a lexicon and nothing in the beam
  ///   that ends with a whole word, the empty labelling.
  /// - Precondition: there are as many columns as symbols.
  public func decoded(_ logProbabilities: Matrix) -> Hypothesis {
    decoded(logProbabilities) {}
  }

  /// The same; `check`, called at every frame, once by the search and once by what ranks its results, may
  /// end it with an error.
  package func decoded<E: Error>(
    _ logProbabilities: Matrix, check: () throws(E) -> Void
  ) throws(E) -> Hypothesis {
    try hypotheses(for: logProbabilities, count: 1, check: check).first
      ?? silence(logProbabilities)
  }

  /// The best labellings found, the best first.
  ///
  /// - Parameters:
  ///   - logProbabilities: natural logarithms, shape [frames T, symbols C].
  ///   - count: the largest number of hypotheses.
  /// - Returns: hypotheses of different texts, equal scores in the order of their labels.  Of
  ///   labellings that differ in word boundaries at the ends alone, or that write a text with other
  ///   symbols, it is the best.  Each one's log-probability merges all of its paths, those too that
  ///   the beam has lost, and its spans are those of its best path, see ``ForcedAlignment``.  With a
  ///   lexicon, each is a sequence of allowed words, perhaps with a word boundary before the first or
  ///   behind the last, or without a word.  The best one need not have been in the beam, but the
  ///   others have.
  /// - Precondition: there are as many columns as symbols; `count` is not negative.
  public func hypotheses(for logProbabilities: Matrix, count: Int) -> [Hypothesis] {
    hypotheses(for: logProbabilities, count: count) {}
  }

  /// The same; `check` may end it with an error, as in ``decoded(_:check:)``.
  package func hypotheses<E: Error>(
    for logProbabilities: Matrix, count: Int, check: () throws(E) -> Void
  ) throws(E) -> [Hypothesis] {
    var search = PrefixSearch(alphabet: alphabet, options: options)
    try search.advance(weighed(logProbabilities), alphabet: alphabet, check: check)
    return try ranked(&search, frames: logProbabilities, count: count, check: check)
  }

  private typealias Found = (
    labels: [Int], node: Int32, acoustic: Double, worth: Double, words: [Hypothesis.Word]?
  )

  /// The hypotheses of a search that has seen `frames`; `check` may end it with an error.
  func ranked<E: Error>(
    _ search: inout PrefixSearch, frames: Matrix, count: Int, check: () throws(E) -> Void
  ) throws(E) -> [Hypothesis] {
    precondition(count >= 0, "\(count) hypotheses")
    var found: [Found] = []
    let complete = search.completePrefixes
    let exact = try search.logProbabilities(
      of: complete.map(\.node), through: weighed(frames), check: check)
    for (prefix, exact) in zip(complete, exact) {
      let (acoustic, worth) = search.finalScores(of: prefix)
      let labels = search.tree.labels(of: prefix.node)
      let readings = search.scoring?.readings(of: prefix.node, in: search.tree) ?? [(nil, worth)]
      for (words, worth) in readings {
        found.append((labels, prefix.node, max(acoustic, exact), worth, words))
      }
    }
    found.sort { a, b in
      let (first, second) = (a.acoustic + a.worth, b.acoustic + b.worth)
      return first > second
        || first == second && a.labels.lexicographicallyPrecedes(b.labels)
    }
    if search.weighsPathsAlone, let best = found.first,
      let climbed = search.climbed(from: best.labels, through: frames)
    {
      let kept = found.filter { $0.labels != climbed.labels }.prefix(found.count - 1)
      found = [(climbed.labels, best.node, climbed.logProbability, best.worth, nil)] + kept
    }
    let chosen = different(found, count: count)
    let plain =
      options.weighsPriors
      ? try search.logProbabilities(of: chosen.map(\.node), through: frames, check: check) : nil
    return chosen.enumerated().map { index, found in
      let alignment = ForcedAlignment(of: found.labels, to: frames, null: alphabet.null)
      var logProbability = plain?[index] ?? found.acoustic
      if plain != nil, !logProbability.isFinite {
        // It is negligible beside another labelling; alone it takes longer.
        logProbability = Double(
          search.summing
            ? -ctcNegativeLogLikelihood(
              logits: frames, target: found.labels, null: alphabet.null)
            : alignment?.logProbability ?? -.infinity)
      }
      return Hypothesis(
        labels: found.labels, spans: alignment?.spans ?? [],
        logProbability: Float(logProbability),
        languageScore: Float(found.acoustic - logProbability + found.worth), words: found.words)
    }
  }

  /// The frames as the search reads them, without the symbols' priors.
  func weighed(_ logProbabilities: Matrix) -> Matrix {
    guard options.weighsPriors, let priors = options.priors else { return logProbabilities }
    return priors.divided(outOf: logProbabilities, weight: options.priorWeight)
  }

  /// The first `count` that have different texts.
  private func different(_ found: [Found], count: Int) -> [Found] {
    var texts: Set<String> = []
    var result: [Found] = []
    for hypothesis in found {
      guard result.count < count else { break }
      let text =
        hypothesis.words.map { $0.map(\.text).joined(separator: " ") }
        ?? normalizedText(alphabet.text(of: hypothesis.labels))
      if texts.insert(text).inserted { result.append(hypothesis) }
    }
    return result
  }

  /// The empty labelling.
  package func silence(_ logProbabilities: Matrix) -> Hypothesis {
    let logProbability = (0..<logProbabilities.rows).reduce(0.0) {
      $0 + Double(logProbabilities[$1, alphabet.null])
    }
    return Hypothesis(labels: [], spans: [], logProbability: Float(logProbability))
  }
}

extension PrefixSearch {
  /// The prefixes in the beam that are of whole words, perhaps with word boundaries at their ends.
  var completePrefixes: [Prefix] {
    beam.filter {
      lexicon?.endsWord(in: tree.lexiconState(of: $0.node))
        ?? scoring?.isComplete($0.node, in: tree) ?? true
    }
  }

  /// Takes frames of log-probabilities, shape [frames, symbols].
  mutating func advance(_ frames: Matrix, alphabet: Alphabet) {
    advance(frames, alphabet: alphabet) {}
  }

  /// The same; `check`, called at every frame, may end it with an error.
  mutating func advance<E: Error>(
    _ frames: Matrix, alphabet: Alphabet, check: () throws(E) -> Void
  ) throws(E) {
    precondition(
      frames.columns == alphabet.count,
      "\(frames.columns) columns for \(alphabet.count) symbols")
    try frames.withUnsafePointer { (base) throws(E) in
      for t in 0..<frames.rows {
        try check()
        advance(base + t * frames.columns)
      }
    }
  }
}
