import Foundation
import Training

/// What is measured of a recognizer on a data set: in JSON one flat object, in text some lines.
struct Measurements {
  let utterances: [RecognizedUtterance]
  let errors: ErrorRate
  /// nil where nothing is known of confidence.
  let calibration: Calibration?
  let summary: ErrorSummary
  private let details: Details
  private let speakers: [SpeakerErrors]
  private let confusions: Confusions?

  /// What is asked for besides the rates.
  struct Details {
    var showsErrors, bySpeaker: Bool
    /// How many confusions of each kind.
    var confusions: Int
  }

  init(
    _ utterances: [RecognizedUtterance], errors: ErrorRate, calibration: Calibration?,
    details: Details
  ) {
    self.utterances = utterances
    self.errors = errors
    self.calibration = calibration
    self.details = details
    summary = errors.summary()
    speakers = errors.speakers
    confusions =
      details.confusions > 0
      ? Confusions(of: utterances.map { ($0.said, $0.heard) }, limit: details.confusions) : nil
  }

  private var wrong: [RecognizedUtterance] { utterances.filter { $0.said != $0.heard } }

  /// The lines for people.
  var text: String {
    var text = details.showsErrors ? wrong.map(\.lines).joined() : ""
    text += line("WER", summary.words, of: "words", interval: summary.wordErrorRateInterval)
    text += line("CER", summary.characters, of: "characters", interval: nil)
    text += String(
      format: "SER %.2f%% [%d of %d utterances]%@\n",
      100 * Double(summary.utterancesWithErrors) / Double(max(summary.utterances, 1)),
      summary.utterancesWithErrors, summary.utterances,
      summary.utteranceErrorRateBound.map { String(format: ", 95%% below %.2f%%", 100 * $0) }
        ?? "")
    if let calibration {
      text += String(
        format: "ECE %.2f%% [confidence of %d recognized words]\n",
        100 * calibration.expectedError, calibration.words)
    }
    if details.bySpeaker, !speakers.isEmpty { text += table(of: speakers) }
    if let confusions { text += lines(confusions) }
    return text
  }

  private func table(of speakers: [SpeakerErrors]) -> String {
    "    WER  errors   words  speaker\n"
      + speakers.map { speaker in
        String(
          format: "%6.2f%% %7d %7d  %@\n", 100 * speaker.words.rate, speaker.words.errors,
          speaker.words.reference, speaker.speaker ?? "(not named)")
      }.joined()
  }

  private func lines(_ confusions: Confusions) -> String {
    let kinds = [
      ("substituted", confusions.substitutions), ("inserted", confusions.insertions),
      ("deleted", confusions.deletions),
    ]
    return kinds.flatMap { kind, counts in
      counts.map { count in
        let words = [count.said, count.heard].compactMap { $0 }.joined(separator: " -> ")
        return "\(count.count)\t\(kind)\t\(words)\n"
      }
    }.joined()
  }

  private func line(
    _ name: String, _ counts: ErrorSummary.Counts, of what: String,
    interval: ErrorSummary.Interval?
  ) -> String {
    String(
      format: "%@ %.2f%% [%d of %d %@: %d substituted, %d inserted, %d deleted]%@\n", name,
      100 * counts.rate, counts.errors, counts.reference, what, counts.substitutions,
      counts.insertions, counts.deletions,
      interval.map {
        String(format: ", 95%% between %.2f%% and %.2f%%", 100 * $0.lower, 100 * $0.upper)
      } ?? "")
  }
}

extension Measurements: Encodable {
  private enum CodingKeys: String, CodingKey {
    case calibration, speakers, confusions, errors, transcripts
  }

  func encode(to encoder: any Encoder) throws {
    try summary.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(calibration, forKey: .calibration)
    if !speakers.isEmpty { try container.encode(speakers, forKey: .speakers) }
    try container.encodeIfPresent(confusions, forKey: .confusions)
    if details.showsErrors {
      try container.encode(wrong, forKey: .errors)
      try container.encode(utterances, forKey: .transcripts)
    }
  }
}
