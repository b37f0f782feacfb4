import CTC
import SequenceLabeler

/// How far the confidence of recognized words is from how often they are right.
public struct Calibration: Sendable, Equatable, Encodable {
  /// The number of recognized words.
  public let words: Int
  /// The mean distance, in bins of equal width weighed by their words, between the mean confidence and
  /// the share of right words, from 0 to 1.
  public let expectedError: Double

  /// The calibration of words.
  ///
  /// - Parameters:
  ///   - words: each word's confidence, from 0 to 1, and whether it is right.
  ///   - bins: the number of bins.
  /// - Source: Guo et al., ICML 2017, equation 3.
  public init(_ words: [(confidence: Float, isRight: Bool)], bins: Int = 10) {
    precondition(bins > 0, "\(bins) bins")
    // Of each bin, confidences less right words: both means have the same denominator.
    var differences = [Double](repeating: 0, count: bins)
    for (confidence, isRight) in words {
      let bin = min(bins - 1, max(0, Int(confidence * Float(bins))))
      differences[bin] += Double(confidence) - (isRight ? 1 : 0)
    }
    self.words = words.count
    expectedError = differences.reduce(0) { $0 + abs($1) } / Double(max(words.count, 1))
  }

  /// The calibration of what a labeler said; a word is right if the alignment of the texts with the
  /// fewest edits matches it.
  public init(of judgements: [Judgement]) {
    self.init(judgements.flatMap { judgedWords(of: $0.transcript, reference: $0.reference) })
  }
}

/// The confidence of each word of a transcript, and whether the word is right.
func judgedWords(
  of transcript: Transcript, reference: String
) -> [(confidence: Float, isRight: Bool)] {
  var judged: [(confidence: Float, isRight: Bool)] = []
  for step in EditDistance.steps(
    from: words(of: reference), to: transcript.words.map(\.text))
  {
    switch step {
    case .match, .substitution, .insertion:
      var isRight = false
      if case .match = step { isRight = true }
      judged.append((transcript.words[judged.count].confidence, isRight))
    case .deletion: break
    }
  }
  return judged
}
