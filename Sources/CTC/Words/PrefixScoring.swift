/// What prefixes are worth beyond their frames: their words, and the hot words in them.
///
/// The worth of a prefix depends on its labels alone.  It is what has been earned for good (words
/// that have ended, hot words) plus what is given in advance to the word that has begun and taken
/// back at its end: a hot word's credit, and the best that the lexicon's words with this beginning
/// could earn where nothing is known of the words before.
final class PrefixScoring: Sendable {
  /// The worth of a prefix, and what it takes to continue it.
  struct State {
    /// What has been earned for good, in nats.
    var earned: Double
    /// The worth, in nats.
    var worth: Double
    /// The language model's context after the last word that has ended.
    var context: Int
    var hotWords: Int32
    /// The word that has begun, if it ended here: what it earns, not a number until asked for, and
    /// the context after it.
    var wordScore = Double.nan
    var wordContext = 0
    /// The ways to part the prefix into words that nothing need part.
    var partings: [JoinedWords.Parting] = []
  }

  /// What the words are worth.
  let words: WordWorth
  private let hotWords: HotWords?
  /// The worth of the empty prefix.
  let start: State
  /// No label raises the worth of a prefix by more than this, in nats; nothing is known where there
  /// is a lexicon.
  private let greatestRise: Double
  /// What that multiplies probabilities by.
  private let greatestFactor: Double

  /// What `options` ask for, or nil when that is nothing.
  init?(_ options: BeamSearchOptions, alphabet: Alphabet) {
    let prefersWords = options.hotWords.map { !$0.areWorthNothing } ?? false
    let joinsWords = options.lexicon?.hasSeveralPartings ?? false
    guard options.scoresWords || prefersWords || joinsWords else { return nil }
    words = options.words.worth(options, alphabet: alphabet)
    hotWords = options.hotWords
    start = State(
      earned: 0, worth: 0, context: words.start, hotWords: hotWords?.start ?? HotWords.root,
      partings: joinsWords ? [.init(state: Lexicon.start, context: words.start, earned: 0)] : [])
    greatestRise = words.greatestRise + (hotWords?.greatestGain ?? 0)
    greatestFactor = Self.factor(greatestRise)
  }

  /// What `label`, which leads to `lexiconState`, multiplies probabilities by behind `node`.
  func gain(
    of label: Int32, after node: Int32, lexiconState: Int32, in tree: inout PrefixTree
  ) -> Double {
    if hotWords == nil, words.joinedWords == nil, !words.endsWord[Int(label)],
      !words.scoresSymbols
    {
      return words.gains.isEmpty ? 1 : words.gains[Int(lexiconState)]
    }
    let after = state(after: label, of: node, lexiconState: lexiconState, in: &tree)
    return Self.factor(after.worth - tree.scoringState(of: node).worth)
  }

  /// No label multiplies probabilities behind `node` by more than this; nothing is known where
  /// boundaries part the words of a lexicon.
  func greatestGain(after node: Int32, in tree: PrefixTree) -> Double {
    guard let joinedWords = words.joinedWords, !words.scoresSymbols else { return greatestFactor }
    let partings = tree.scoringState(of: node).partings
    let ended = joinedWords.endings(of: partings, score: words.wordScore, endScore: { _ in 0 })
    let rise = Self.worth(of: ended) + words.greatestAdvance - words.worth(of: partings)
    return Self.factor(max(0, rise) + greatestRise)
  }

  /// What a rise of the worth, in nats, multiplies probabilities by; beyond 600 nats no more, so that it
  /// stays finite.
  static func factor(_ rise: Double) -> Double { exponential(min(rise, 600)) }

  /// The state after `label`, which leads to `lexiconState`; worth minus infinity if no words that
  /// nothing need part begin so.
  func state(
    after label: Int32, of node: Int32, lexiconState: Int32, in tree: inout PrefixTree
  ) -> State {
    var state = tree.scoringState(of: node)
    if let joinedWords = words.joinedWords {
      state.partings = joinedWords.partings(
        after: label, of: state.partings, isFirst: node == PrefixTree.root, score: words.wordScore)
      guard !state.partings.isEmpty else {
        state.worth = -.infinity
        return state
      }
    }
    if words.scoresSymbols {
      words.earnSymbol(label, isFirst: node == PrefixTree.root, &state)
    } else if words.joinedWords == nil, words.endsWord[Int(label)] {
      endWord(&state, of: node, in: &tree)
    }
    state.worth = state.earned
    if let hotWords {
      let (next, boost) = hotWords.next(state.hotWords, label)
      state.hotWords = next
      state.earned += boost
      state.worth = state.earned + hotWords.credit(in: state.hotWords)
    }
    if words.joinedWords != nil {
      state.worth += words.worth(of: state.partings)
    } else if !words.advances.isEmpty {
      state.worth += words.advances[Int(lexiconState)]
    }
    state.wordScore = .nan
    return state
  }

  /// What the labelling of `node` is worth as a whole utterance.
  func finalWorth(of node: Int32, in tree: inout PrefixTree) -> Double {
    var state = tree.scoringState(of: node)
    if !words.scoresSymbols, words.joinedWords == nil { endWord(&state, of: node, in: &tree) }
    if let hotWords { state.earned += hotWords.finalBoost(in: state.hotWords) }
    if let joinedWords = words.joinedWords, !words.scoresSymbols {
      let endings = joinedWords.endings(
        of: state.partings, score: words.wordScore, endScore: words.endScore)
      return state.earned + Self.worth(of: endings)
    }
    return state.earned + words.endScore(after: state.context)
  }

  /// Whether `node` is a sequence of words that nothing need part, if there are such words.
  func isComplete(_ node: Int32, in tree: PrefixTree) -> Bool {
    words.joinedWords?.isComplete(tree.scoringState(of: node).partings) ?? true
  }

  /// What the best of some ways to part an utterance is worth.
  private static func worth(of endings: [JoinedWords.Ending]) -> Double {
    endings.reduce(-.infinity) { max($0, $1.worth) }
  }

  /// Earns what the word that has begun in `node`, if any, is worth.
  private func endWord(_ state: inout State, of node: Int32, in tree: inout PrefixTree) {
    if state.wordScore.isNaN {
      (state.wordScore, state.wordContext) = words.wordScore(
        of: node, after: state.context, in: tree)
      tree.note(wordScore: state.wordScore, context: state.wordContext, of: node)
    }
    state.earned += state.wordScore
    state.context = state.wordContext
  }
}
