/// Whether a recognizer makes fewer word errors than another one on the same utterances by more than
/// chance.
///
/// Of both, the errors in the same 1000 draws with replacement are compared, so that what makes an
/// utterance hard for both counts for neither.  Where all utterances name their speakers, and these are
/// ten or more, speakers are drawn, each with all utterances: those of one speaker are not independent.
///
/// - Source: Bisani and Ney, ICASSP 2004; draws of speakers: Liu and Peng, Interspeech 2020.
public struct PairedBootstrap: Sendable, Equatable, Encodable {
  /// What is drawn.
  public enum Unit: String, Sendable, Encodable {
    case utterances, speakers
  }

  /// The word error rate less that of the other recognizer, a fraction, not in per cent; negative where
  /// it makes fewer errors.
  public let difference: Double
  /// The 95 % interval of the difference.
  public let interval: ErrorSummary.Interval
  /// The share of draws in which the word error rate is lower than that of the other recognizer, from 0
  /// to 1.
  ///
  /// Draws in which both are equal count half, so that it is 0.5 for two recognizers that make the same
  /// errors.
  public let probabilityOfImprovement: Double
  /// What is drawn.
  public let unit: Unit
  /// How many of them the corpus, and so each draw, has.
  public let units: Int

  /// Whether 0 is outside of the interval.
  public var isSignificant: Bool { interval.upper < 0 || interval.lower > 0 }

  /// Compares the errors of a recognizer with those of another one.
  ///
  /// - Parameters:
  ///   - errors: those of the recognizer.
  ///   - other: those of the other one.
  ///   - seed: of the draws; the same seed gives the same result.
  /// - Precondition: both are of the same utterances in the same order.
  public init(_ errors: ErrorRate, against other: ErrorRate, seed: UInt64 = 1) {
    precondition(
      errors.utterances.map(\.speaker) == other.utterances.map(\.speaker),
      "\(errors.utterances.count) and \(other.utterances.count) utterances, or other speakers")
    let speakers = Dictionary(grouping: errors.utterances.indices) {
      errors.utterances[$0].speaker
    }
    let drawsSpeakers = speakers.count >= 10 && !speakers.keys.contains(nil)
    // In the order of the utterances: a dictionary has another one in every run.
    let parts =
      drawsSpeakers
      ? speakers.values.sorted { $0[0] < $1[0] } : errors.utterances.indices.map { [$0] }
    let counts = [errors, other].map { errors in
      parts.map { part in
        (
          errors: part.reduce(0) { $0 + errors.utterances[$1].words.count },
          words: part.reduce(0) { $0 + errors.utterances[$1].referenceWords }
        )
      }
    }
    func difference(_ draw: some Sequence<Int>) -> Double {
      var sums = [(errors: 0, words: 0), (errors: 0, words: 0)]
      for part in draw {
        for system in 0..<2 {
          sums[system].errors += counts[system][part].errors
          sums[system].words += counts[system][part].words
        }
      }
      return rate(sums[0].errors, of: sums[0].words) - rate(sums[1].errors, of: sums[1].words)
    }
    self.difference = difference(parts.indices)
    let differences = bootstrap(parts: parts.count, seed: seed) { difference($0) }
    interval = ErrorSummary.Interval(ofMost: differences)
    let score = differences.reduce(0.0) { $0 + ($1 < 0 ? 1 : $1 == 0 ? 0.5 : 0) }
    probabilityOfImprovement = score / Double(differences.count)
    unit = drawsSpeakers ? .speakers : .utterances
    units = parts.count
  }
}
