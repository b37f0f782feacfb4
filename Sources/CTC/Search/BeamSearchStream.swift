public import NumericCore

/// A beam search that takes its frames piece by piece.
///
/// Whatever the pieces, ``finish()`` gives what the decoder gives for all frames at once.  The
/// search itself forgets what it no longer needs; the frames are kept, for the spans.
public struct BeamSearchStream: Sendable {
  /// What looks for the labellings.
  public let decoder: BeamSearchDecoder
  private var search: PrefixSearch
  private var frames: [Float] = []

  /// A search that has seen no frame.
  init(_ decoder: BeamSearchDecoder, leastNodes: Int = PrefixSearch.leastNodes) {
    self.decoder = decoder
    search = PrefixSearch(
      alphabet: decoder.alphabet, options: decoder.options, leastNodes: leastNodes)
  }

  /// Takes the next frames.
  ///
  /// - Parameter logProbabilities: natural logarithms, shape [frames, symbols C].
  /// - Precondition: there are as many columns as symbols.
  public mutating func append(_ logProbabilities: Matrix) {
    search.advance(decoder.weighed(logProbabilities), alphabet: decoder.alphabet)
    frames += logProbabilities.elements
  }

  /// The labels that no further frame can change: all labellings in the beam begin with them.
  ///
  /// ``finish()`` may yet change them where ``BeamSearchDecoder`` climbs from the best labelling.
  /// With a lexicon this supposes that the utterance ends with a whole word; if it does not, the
  /// result may be empty.
  public var stableLabels: [Int] { search.tree.labels(of: search.commonPrefix) }

  /// The labels of the best labelling so far, which begin with ``stableLabels`` and may change.
  public var labels: [Int] { search.tree.labels(of: search.bestPrefix) }

  /// What ``labels`` say; with a lexicon of pronunciations, the whole words that they say.
  public var text: String {
    guard let scoring = search.scoring,
      let start = scoring.readings(of: PrefixTree.root, in: search.tree)
    else { return decoder.alphabet.text(of: labels) }
    let prefixes = sequence(first: search.bestPrefix) { [tree = search.tree] node in
      node == PrefixTree.root ? nil : tree.parent(of: node)
    }
    let readings =
      prefixes.lazy.compactMap { scoring.readings(of: $0, in: search.tree) }
      .first { !$0.isEmpty } ?? start
    return joined((readings.max { $0.worth < $1.worth }?.words ?? []).map(\.text))
  }

  /// The best labelling of all frames, as ``BeamSearchDecoder/decoded(_:)`` gives it; the next frame
  /// begins another utterance.
  public mutating func finish() -> Hypothesis {
    defer { self = BeamSearchStream(decoder, leastNodes: search.leastNodes) }
    return hypotheses(count: 1).first ?? decoder.silence(matrix)
  }

  /// The best labellings of all frames so far, as ``BeamSearchDecoder/hypotheses(for:count:)`` gives them.
  public func hypotheses(count: Int) -> [Hypothesis] {
    var search = search
    return decoder.ranked(&search, frames: matrix, count: count) {}
  }

  private var matrix: Matrix {
    let columns = decoder.alphabet.count
    return Matrix(rows: frames.count / columns, columns: columns, elements: frames)
  }
}

extension BeamSearchDecoder {
  /// A search that takes its frames piece by piece.
  public func stream() -> BeamSearchStream { BeamSearchStream(self) }
}
