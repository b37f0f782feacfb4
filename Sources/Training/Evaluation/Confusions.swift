import CTC

/// Which words a recognizer takes for which, over a corpus.
///
/// Words are paired by ``EditDistance``, where a substitution costs as much as an insertion or a
/// deletion; sclite weighs it 4 to 3, and may part a pair that this one keeps.
public struct Confusions: Sendable, Equatable, Encodable {
  /// Something that went wrong, and how often.
  public struct Count: Sendable, Equatable, Encodable {
    /// The word that was said; nil for a word inserted.
    public let said: String?
    /// The word that was recognized; nil for a word deleted.
    public let heard: String?
    /// How often.
    public let count: Int
  }

  /// Words recognized as others.
  public let substitutions: [Count]
  /// Words that were not said.
  public let insertions: [Count]
  /// Words that were not recognized.
  public let deletions: [Count]

  /// The most frequent confusions of each kind, the most frequent first, equal ones in the order of
  /// their words.
  ///
  /// - Parameters:
  ///   - pairs: reference and hypothesis of each utterance.
  ///   - limit: how many of each kind.
  public init(
    of pairs: some Sequence<(reference: String, hypothesis: String)>, limit: Int = .max
  ) {
    var counts: [EditStep<String>: Int] = [:]
    for (reference, hypothesis) in pairs {
      for step in EditDistance.steps(from: words(of: reference), to: words(of: hypothesis)) {
        counts[step, default: 0] += 1
      }
    }
    func ranked(_ pick: (EditStep<String>, Int) -> Count?) -> [Count] {
      let all = counts.compactMap { pick($0.key, $0.value) }
      let sorted = all.sorted {
        ($1.count, $0.said ?? "", $0.heard ?? "") < ($0.count, $1.said ?? "", $1.heard ?? "")
      }
      return Array(sorted.prefix(limit))
    }
    substitutions = ranked { step, count in
      guard case .substitution(let said, let heard) = step else { return nil }
      return Count(said: said, heard: heard, count: count)
    }
    insertions = ranked { step, count in
      guard case .insertion(let heard) = step else { return nil }
      return Count(said: nil, heard: heard, count: count)
    }
    deletions = ranked { step, count in
      guard case .deletion(let said) = step else { return nil }
      return Count(said: said, heard: nil, count: count)
    }
  }
}
