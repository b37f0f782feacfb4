public import NumericCore

/// Reads the most probable symbol of every frame: the best path.
///
/// The best path's labelling is not always the most probable labelling, which ``BeamSearchDecoder``
/// looks for.
///
/// - Source: best path decoding, Graves et al., ICML 2006, section 3.2.
public struct GreedyDecoder: Sendable {
  /// The symbols of the columns.
  public let alphabet: Alphabet

  /// A decoder for frames over `alphabet`.
  public init(alphabet: Alphabet) {
    self.alphabet = alphabet
  }

  /// The labelling of the best path.
  ///
  /// - Parameter logProbabilities: natural logarithms, shape [frames T, symbols C].
  /// - Returns: the labels, each at the frames where it is the most probable symbol (the lower
  ///   label on a tie), with the log-probability of that path alone.
  /// - Precondition: there are as many columns as symbols.
  public func decoded(_ logProbabilities: Matrix) -> Hypothesis {
    let path = bestPath(logProbabilities)
    return Hypothesis(
      labels: collapsed(path, null: alphabet.null),
      spans: spans(of: path, in: logProbabilities, null: alphabet.null),
      logProbability: Float(
        path.enumerated().reduce(0.0) { $0 + Double(logProbabilities[$1.offset, $1.element]) }))
  }

  /// The most probable symbol of each frame, null symbols and repeats included.
  ///
  /// - Parameter logProbabilities: natural logarithms, shape [frames T, symbols C].
  /// - Returns: T labels.
  /// - Precondition: there are as many columns as symbols.
  public func bestPath(_ logProbabilities: Matrix) -> [Int] {
    precondition(
      logProbabilities.columns == alphabet.count,
      "\(logProbabilities.columns) columns for \(alphabet.count) symbols")
    return logProbabilities.bestPath
  }
}

extension Matrix {
  /// The column of the highest value in each row, the first of equal ones.
  package var bestPath: [Int] {
    withUnsafePointer { base in
      (0..<rows).map { t in
        let row = base + t * columns
        var best = 0
        for label in 1..<columns where row[label] > row[best] { best = label }
        return best
      }
    }
  }
}
