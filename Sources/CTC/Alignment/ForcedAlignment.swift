public import NumericCore

/// The most probable of the paths that say one given labelling.
public struct ForcedAlignment: Sendable, Equatable {
  /// One symbol for each frame; collapses to the labels.
  public let path: [Int]
  /// Where each label stands; a star that was left out has no span.
  public let spans: [TokenSpan]
  /// The natural logarithm of the path's probability.
  public let logProbability: Float
  /// Where in the graph each span's label starts.
  package let places: [Int]

  /// Aligns `labels` to the frames by the Viterbi algorithm.
  ///
  /// The result is nil when no path fits, see ``minimumFrames(for:)``, or when all that fit have
  /// probability zero.  Of equally probable paths it is the one that moves on earliest.
  ///
  /// Where T·L is above 2^26, as in long recordings, paths that fall 2000 nats behind the best one
  /// are given up, and taken up again if none of the others reaches the end.
  ///
  /// - Parameters:
  ///   - labels: what was said, length L, without `null`.
  ///   - logProbabilities: natural logarithms, shape [frames T, symbols C].
  ///   - null: the label of the null symbol.
  ///   - star: a label that stands for speech of any length, or for none: the path may leave it out.
  ///     Its column is the last one of `Matrix.withStar(null:)`.  One says as much as
  ///     several in a row, of which not all may be left out.
  /// - Precondition: all labels, `null` and `star` are below C.
  /// - Complexity: time O(T·L); memory O(T·L), and O(√T·L) where that would be more than 64 MB.  For
  ///   T·L above 2^26, L is the number of labels within reach of the best path.
  public init?(of labels: [Int], to logProbabilities: Matrix, null: Int, star: Int? = nil) {
    for label in labels { Self.check(label, of: logProbabilities) }
    guard logProbabilities.rows >= minimumFrames(for: labels.filter { $0 != star }) else {
      return nil
    }
    self.init(of: LabelGraph(of: labels, star: star), to: logProbabilities, null: null) {}
  }

  /// Aligns whichever of the labellings of a graph has the most probable path; `check`, called at every
  /// frame, may end it with an error.
  package init?<E: Error>(
    of graph: LabelGraph, to logProbabilities: Matrix, null: Int, check: () throws(E) -> Void
  ) throws(E) {
    let isLong =
      !graph.edges.isEmpty && logProbabilities.rows > (1 << 26) / graph.edges.count
    // Where parts may be skipped no path has to be as far behind as one that says them all.
    let beams: [Double] = graph.skips == nil ? [2000, 20_000] : [50, 1000]
    for beam in isLong ? beams : [] {
      if let alignment = try Self(
        of: graph, to: logProbabilities, null: null, mostSteps: 1 << 26, beam: beam, check: check)
      {
        self = alignment
        return
      }
    }
    try self.init(of: graph, to: logProbabilities, null: null, mostSteps: 1 << 26, check: check)
  }

  /// The same, with an upper limit to the states times frames that are remembered at once, and to how
  /// far behind the best path others are kept.
  init?<E: Error>(
    of graph: LabelGraph, to logProbabilities: Matrix, null: Int, mostSteps: Int,
    beam: Double = .infinity, check: () throws(E) -> Void
  ) throws(E) {
    Self.check(null, of: logProbabilities)
    var trellis = ViterbiTrellis(
      graph, frames: logProbabilities.rows, null: null, mostSteps: mostSteps, beam: beam)
    guard let (path, places, score) = try trellis.bestPath(through: logProbabilities, check: check)
    else { return nil }
    self.path = path
    self.places = places
    spans = CTC.spans(of: path, in: logProbabilities, null: null)
    logProbability = Float(score)
  }

  private static func check(_ label: Int, of logProbabilities: Matrix) {
    precondition(
      label >= 0 && label < logProbabilities.columns,
      "label \(label) of \(logProbabilities.columns)")
  }
}

extension Matrix {
  /// These log-probabilities with one column more, for a star: ln (1 − p(null)), the logarithm of the
  /// probability that the frame says anything at all, less a penalty.
  ///
  /// It is the sum over all symbols that say something, so that a star follows foreign speech, whose
  /// probability is spread over many symbols, as willingly as clear speech.  A column of zeros, which
  /// torchaudio's examples use, is the sum over all symbols: silence then belongs to a star as well as
  /// to the null symbol, and its span is no longer that of the speech.  Without the penalty a star
  /// would be the best reading of every frame in which a label next to it goes on.
  ///
  /// - Parameters:
  ///   - null: the label of the null symbol.
  ///   - penalty: what a star loses at every frame, in nats.
  /// - Returns: shape [frames T, symbols C + 1]; the star's label is C.
  public func withStar(null: Int, penalty: Float = 1) -> Matrix {
    extended(null: null) { others, _ in others - penalty }
  }

  /// These log-probabilities with one column more, for foreign speech and the pauses in it: that of a star, or
  /// the null symbol's if it is more probable, less a penalty.
  ///
  /// - Parameters:
  ///   - null: the label of the null symbol.
  ///   - penalty: what a frame that says something loses, in nats.
  ///   - pausePenalty: what one that says nothing loses.
  /// - Returns: shape [frames T, symbols C + 1]; the star's label is C.
  package func withFiller(null: Int, penalty: Float, pausePenalty: Float) -> Matrix {
    extended(null: null) { others, silence in max(others - penalty, silence - pausePenalty) }
  }

  private func extended(
    null: Int, by value: (_ others: Float, _ silence: Float) -> Float
  ) -> Matrix {
    precondition(null >= 0 && null < columns, "null symbol \(null) of \(columns)")
    var extended: [Float] = []
    extended.reserveCapacity(rows * (columns + 1))
    for t in 0..<rows {
      let frame = row(t)
      extended += frame
      let most = frame.enumerated().reduce(-Float.infinity) {
        $1.offset == null ? $0 : max($0, $1.element)
      }
      guard most > -.infinity else {
        extended.append(value(-.infinity, frame[frame.startIndex + null]))
        continue
      }
      let sum = frame.enumerated().reduce(0.0) {
        $1.offset == null ? $0 : $0 + exponential(Double($1.element - most))
      }
      extended.append(
        value(most + Float(naturalLogarithm(sum)), frame[frame.startIndex + null]))
    }
    return Matrix(rows: rows, columns: columns + 1, elements: extended)
  }
}
