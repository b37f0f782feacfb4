import Synchronization

/// What words are worth to all searches with some options: found by the first of them, which takes a
/// while where the lexicon is long.
final class SharedWords: Sendable {
  private let known = Mutex<WordWorth?>(nil)

  func worth(_ options: BeamSearchOptions, alphabet: Alphabet) -> WordWorth {
    known.withLock { known in
      if let known, known.alphabet == alphabet { return known }
      let worth = WordWorth(options, alphabet: alphabet)
      known = worth
      return worth
    }
  }
}
