/// The errors in what one speaker says.
public struct SpeakerErrors: Sendable, Equatable, Encodable {
  /// The speaker's name; nil for the utterances that name none.
  public let speaker: String?
  /// The number of utterances.
  public let utterances: Int
  /// Edits of words.
  public let words: ErrorSummary.Counts
  /// Edits of characters, spaces included.
  public let characters: ErrorSummary.Counts
}

extension ErrorRate {
  /// The errors of each speaker, the highest word error rate first, equal ones in the order of their
  /// names; empty if no utterance names one.
  public var speakers: [SpeakerErrors] {
    let groups = Dictionary(grouping: utterances, by: \.speaker)
    guard groups.keys.contains(where: { $0 != nil }) else { return [] }
    return groups.map { speaker, utterances in
      let errors = ErrorRate(utterances)
      return SpeakerErrors(
        speaker: speaker, utterances: utterances.count, words: errors.words,
        characters: errors.characters)
    }.sorted {
      ($1.words.rate, $0.speaker ?? "") < ($0.words.rate, $1.speaker ?? "")
    }
  }
}
