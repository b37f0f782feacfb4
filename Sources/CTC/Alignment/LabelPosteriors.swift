public import NumericCore

/// How probable each label and each word of a labelling is, given the labels on both sides of it.
///
/// A part of a labelling, between the labels *before* and those *after* it, has the posterior
///
///     p(before part after | frames) / Σ p(before x after | frames)
///
/// where x runs over all sequences of labels, of any length, the empty one too; every probability
/// is the sum over all paths.  It is what a part keeps if everything else could have been said in its
/// place, and needs no list of alternatives: the sum over x is the forward probability of what comes
/// before, times the backward probability of what comes after, over all places where they may part.
///
/// - Source: Wessel et al., IEEE Transactions on Speech and Audio Processing 9(3), 2001, for word
///   posteriors from summed paths; here of all paths of the frames in place of those of a word graph.
public struct LabelPosteriors: Sendable, Equatable {
  /// The posterior of each label, from 0 to 1.
  public let labels: [Float]
  /// The posterior of each word, from 0 to 1: of all its labels, see ``words(of:)``.
  public let words: [Float]

  /// The posteriors of the parts of `labels`.
  ///
  /// A labelling that the frames cannot say, or that is less probable by 92 nats than one of its own
  /// beginnings, has posteriors of 0.
  ///
  /// - Parameters:
  ///   - labels: what was said, length L, without the null symbol.
  ///   - logProbabilities: natural logarithms, shape [frames T, symbols C]; a constant added to a
  ///     frame changes nothing.
  ///   - alphabet: the symbols of the columns.
  ///   - ranges: where each word's labels stand; nil if the symbols write the words.
  /// - Precondition: there are as many columns as symbols; all labels are below C.
  /// - Complexity: time O(T·C + T·L), where those of the L labels count that are not negligible in a
  ///   frame; memory likewise.
  public init(
    of labels: [Int], in logProbabilities: Matrix, alphabet: Alphabet,
    words ranges: [Range<Int>]? = nil
  ) {
    precondition(
      logProbabilities.columns == alphabet.count,
      "\(logProbabilities.columns) columns for \(alphabet.count) symbols")
    let words = ranges ?? alphabet.wordRanges(in: labels)
    guard !labels.isEmpty else {
      (self.labels, self.words) = ([], [])
      return
    }
    let parting = LabelParting(of: labels, in: logProbabilities.logSoftmax(), null: alphabet.null)
    self.labels = labels.indices.map { parting.posterior(of: $0..<$0 + 1) }
    self.words = words.map { parting.posterior(of: $0) }
  }
}

/// All ways to part the frames between the beginning of a labelling and its end.
private struct LabelParting {
  private let labels: [Int]
  private let frames: Matrix
  /// Where labels begin after what comes before them, and where they end before what comes after.
  private let beginnings, endings: LabelTimes

  init(of labels: [Int], in frames: Matrix, null: Int) {
    self.labels = labels
    self.frames = frames
    beginnings = LabelTimes(of: labels, in: frames, null: null, direction: .forward)
    endings = LabelTimes(of: labels, in: frames, null: null, direction: .backward)
  }

  func posterior(of part: Range<Int>) -> Float {
    let whole = beginnings.logProbability
    let evidence = logEvidence(
      before: part.lowerBound == 0 ? nil : part.lowerBound - 1,
      after: part.upperBound == labels.count ? nil : part.upperBound)
    guard whole > -.infinity, evidence > -.infinity else { return 0 }
    return Float(min(1, exponential(whole - evidence)))
  }

  /// The logarithm of the probability of all labellings that are the given one up to one label and
  /// from another one on; nil for nothing before, or after.
  private func logEvidence(before: Int?, after: Int?) -> Double {
    guard let before else {
      // Whatever is said before, its probabilities add up to 1.
      return after.map { endings[$0].logSum } ?? 0
    }
    guard let after else { return beginnings[before].logSum }
    return logSum(from: before, to: after)
  }

  /// Sums over the frame in which the label before begins, and the one in which that after ends.
  ///
  /// Between them anything may be said; but if they are the same label, something else
  /// must be, lest they be one.
  private func logSum(from before: Int, to after: Int) -> Double {
    let (begins, ends) = (beginnings[before], endings[after])
    let scales = (begins.greatest, ends.greatest)
    guard min(scales.0, scales.1) > -.infinity else { return -.infinity }
    let areSame = labels[before] == labels[after]
    var sum = 0.0
    // Of paths on which the label before has begun: those that have said nothing since, and the rest.
    var still = 0.0
    var over = 0.0
    for t in begins.first..<max(begins.first, ends.end) {
      if let end = ends[t] {
        sum += (areSame ? over : over + still) * exponential(end - scales.1)
      }
      let stays = min(1, exponential(Double(frames[t, labels[before]])))
      over += still * (1 - stays)
      still *= stays
      if let beginning = begins[t] { still += exponential(beginning - scales.0) }
    }
    return naturalLogarithm(sum) + scales.0 + scales.1
  }
}
