import Synchronization

/// What words are worth to all searches with some options: found by the first of them, which takes a
/// while where the lexicon is long.
final class SharedScoring: Sendable {
  private let known = Mutex<(alphabet: Alphabet, scoring: PrefixScoring?)?>(nil)

  func scoring(_ options: BeamSearchOptions, alphabet: Alphabet) -> PrefixScoring? {
    known.withLock { known in
      if let known, known.alphabet == alphabet { return known.scoring }
      let scoring = PrefixScoring(options, alphabet: alphabet)
      known = (alphabet, scoring)
      return scoring
    }
  }
}
