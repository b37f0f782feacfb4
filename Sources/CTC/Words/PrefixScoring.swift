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

  let alphabet: Alphabet
  /// Whether each label is a boundary or a piece that begins a word, so that the word before has ended.
  private let endsWord: [Bool]
  /// The words, if boundaries part them, or their first pieces do.
  private let lexicon: Lexicon?
  /// The words, if nothing need part them, or they are pronounced.
  let joinedWords: JoinedWords?
  private let model: (any WordScorer)?
  private let weight: Double
  private let bonus: Double
  private let hotWords: HotWords?
  /// Whether each symbol is a word, or several.
  private let scoresSymbols: Bool
  /// The model's numbers of what each symbol is to it, if it scores them.
  private let symbolNumbers: [[Int?]]
  /// The model's numbers of the lexicon's words, if it scores those.
  private let wordNumbers: [Int?]
  /// For each state of the lexicon what its words are given in advance.
  private let advances: [Double]
  /// For each state of the lexicon but the start, what the label that leads to it multiplies
  /// probabilities by, where there are no hot words.
  private let gains: [Double]

  /// The worth of the empty prefix.
  let start: State
  /// No label raises the worth of a prefix by more than this, in nats; nothing is known where there
  /// is a lexicon.
  private let greatestRise: Double
  /// What that multiplies probabilities by.
  private let greatestFactor: Double
  /// No word is given more in advance with its first label, in nats.
  private let greatestAdvance: Double

  /// What `options` ask for, or nil when that is nothing.
  init?(_ options: BeamSearchOptions, alphabet: Alphabet) {
    let scoresWords =
      !(options.lexicon?.holdsPhrases ?? false)
      && (options.languageModel != nil && options.languageWeight != 0 || options.wordBonus != 0)
    let prefersWords = options.hotWords.map { !$0.areWorthNothing } ?? false
    let joinsWords = options.lexicon?.hasSeveralPartings ?? false
    guard scoresWords || prefersWords || joinsWords else { return nil }
    let model = scoresWords && options.languageWeight != 0 ? options.languageModel : nil
    self.alphabet = alphabet
    self.model = model
    endsWord = alphabet.symbols.indices.map {
      $0 == alphabet.wordBoundary || alphabet.beginsWord($0)
    }
    lexicon = joinsWords ? nil : options.lexicon
    joinedWords = joinsWords ? options.lexicon.map(JoinedWords.init) : nil
    weight = Double(options.languageWeight)
    bonus = scoresWords ? Double(options.wordBonus) : 0
    hotWords = options.hotWords
    scoresSymbols =
      model?.space != nil
      || (joinsWords
        ? Self.isOverSymbols(model, options.lexicon?.words ?? [], alphabet)
        : alphabet.hasWordPieces
          ? Self.isOverPieces(model, alphabet)
          : alphabet.wordBoundary == nil && options.lexicon == nil)
    symbolNumbers =
      scoresSymbols
      ? alphabet.symbols.indices.map { Self.numbers(of: $0, in: alphabet, by: model) } : []
    wordNumbers = scoresSymbols ? [] : options.lexicon?.words.map { model?.index(of: $0) } ?? []
    let weight = weight
    let bonus = bonus
    let wordNumbers = wordNumbers
    let scoresSymbols = scoresSymbols
    advances =
      options.lexicon.map { lexicon in
        guard scoresWords, !scoresSymbols else { return [] }
        // Nothing is known of what follows an unknown word.
        let anywhere = model.map { $0.score(nil, after: $0.start).context } ?? 0
        return lexicon.largestScores { word in
          weight * Double(model?.score(wordNumbers[word], after: anywhere).score ?? 0) + bonus
        }
      } ?? []
    let rises = advances.isEmpty ? nil : lexicon?.rises(of: advances)
    gains = rises?.map { Self.factor($0) } ?? []
    start = State(
      earned: 0, worth: 0, context: model?.start ?? 0,
      hotWords: hotWords?.start ?? HotWords.root,
      partings: joinsWords
        ? [.init(state: Lexicon.start, context: model?.start ?? 0, earned: 0)] : [])
    // A label is so many words to the model, or ends one.
    let mostWords = scoresSymbols ? symbolNumbers.map(\.count).max() ?? 1 : joinsWords ? 0 : 1
    greatestRise = Double(mostWords) * max(0, bonus) + (hotWords?.greatestGain ?? 0)
    greatestFactor = Self.factor(greatestRise)
    greatestAdvance = advances.max() ?? 0
  }

  /// Whether a model without a space scores symbols: of the list's words it knows none of several.
  private static func isOverSymbols(
    _ model: (any WordScorer)?, _ words: [String], _ alphabet: Alphabet
  ) -> Bool {
    guard let model else { return false }
    let symbols = Set(alphabet.symbols)
    return !words.contains { model.index(of: $0) != nil && !symbols.contains($0) }
  }

  /// Whether a model scores pieces of words: it knows one that begins a word.
  private static func isOverPieces(_ model: (any WordScorer)?, _ alphabet: Alphabet) -> Bool {
    guard let model else { return false }
    return alphabet.symbols.enumerated().contains { label, symbol in
      alphabet.beginsWord(label) && symbol.unicodeScalars.count > 1
        && model.index(of: symbol) != nil
    }
  }

  /// A model's numbers of what a symbol is to it: a word, or if it does not know the piece, letters and
  /// the space before them.
  private static func numbers(
    of label: Int, in alphabet: Alphabet, by model: (any WordScorer)?
  ) -> [Int?] {
    let symbol = alphabet.symbols[label]
    let number = label == alphabet.wordBoundary ? model?.space : model?.index(of: symbol)
    guard number == nil, alphabet.hasWordPieces, let space = model?.space else { return [number] }
    return alphabet.textScalars(of: label).map {
      $0 == " " ? space : model?.index(of: String($0))
    }
  }

  /// What `label`, which leads to `lexiconState`, multiplies probabilities by behind `node`.
  func gain(
    of label: Int32, after node: Int32, lexiconState: Int32, in tree: inout PrefixTree
  ) -> Double {
    if hotWords == nil, joinedWords == nil, !endsWord[Int(label)], !scoresSymbols {
      return gains.isEmpty ? 1 : gains[Int(lexiconState)]
    }
    let after = state(after: label, of: node, lexiconState: lexiconState, in: &tree)
    return Self.factor(after.worth - tree.scoringState(of: node).worth)
  }

  /// No label multiplies probabilities behind `node` by more than this; nothing is known where
  /// boundaries part the words of a lexicon.
  func greatestGain(after node: Int32, in tree: PrefixTree) -> Double {
    guard let joinedWords, !scoresSymbols else { return greatestFactor }
    let partings = tree.scoringState(of: node).partings
    let ended = joinedWords.endings(of: partings, score: wordScore, endScore: { _ in 0 })
    let rise = Self.worth(of: ended) + greatestAdvance - worth(of: partings)
    return Self.factor(max(0, rise) + greatestRise)
  }

  /// What the words in a prefix are worth, that which has begun included.
  private func worth(of partings: [JoinedWords.Parting]) -> Double {
    partings.reduce(-.infinity) {
      max($0, $1.earned + (advances.isEmpty ? 0 : advances[Int($1.state)]))
    }
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
    if let joinedWords {
      state.partings = joinedWords.partings(
        after: label, of: state.partings, isFirst: node == PrefixTree.root, score: wordScore)
      guard !state.partings.isEmpty else {
        state.worth = -.infinity
        return state
      }
    }
    if scoresSymbols {
      var numbers = symbolNumbers[Int(label)][...]
      // A text does not begin with a space, though its first piece does.
      if node == PrefixTree.root, alphabet.hasWordPieces, let space = model?.space,
        numbers.first == space
      {
        numbers = numbers.dropFirst()
      }
      for number in numbers {
        let (score, context) = score(number, after: state.context)
        state.earned += score
        state.context = context
      }
    } else if joinedWords == nil, endsWord[Int(label)] {
      endWord(&state, of: node, in: &tree)
    }
    state.worth = state.earned
    if let hotWords {
      let (next, boost) = hotWords.next(state.hotWords, label)
      state.hotWords = next
      state.earned += boost
      state.worth = state.earned + hotWords.credit(in: state.hotWords)
    }
    if joinedWords != nil {
      state.worth += worth(of: state.partings)
    } else if !advances.isEmpty {
      state.worth += advances[Int(lexiconState)]
    }
    state.wordScore = .nan
    return state
  }

  /// What the labelling of `node` is worth as a whole utterance.
  func finalWorth(of node: Int32, in tree: inout PrefixTree) -> Double {
    var state = tree.scoringState(of: node)
    if !scoresSymbols, joinedWords == nil { endWord(&state, of: node, in: &tree) }
    if let hotWords { state.earned += hotWords.finalBoost(in: state.hotWords) }
    if let joinedWords, !scoresSymbols {
      return state.earned
        + Self.worth(
          of: joinedWords.endings(of: state.partings, score: wordScore, endScore: endScore))
    }
    return state.earned + endScore(after: state.context)
  }

  /// Whether `node` is a sequence of words that nothing need part, if there are such words.
  func isComplete(_ node: Int32, in tree: PrefixTree) -> Bool {
    joinedWords?.isComplete(tree.scoringState(of: node).partings) ?? true
  }

  /// What the best of some ways to part an utterance is worth.
  private static func worth(of endings: [JoinedWords.Ending]) -> Double {
    endings.reduce(-.infinity) { max($0, $1.worth) }
  }

  /// What the end of the sentence is worth.
  func endScore(after context: Int) -> Double {
    weight * Double(model?.endScore(after: context) ?? 0)
  }

  /// What a word of the list is worth, and the context after it.
  func wordScore(_ word: Int, after context: Int) -> (score: Double, context: Int) {
    scoresSymbols ? (0, context) : score(wordNumbers[word], after: context)
  }

  /// Earns what the word that has begun in `node`, if any, is worth.
  private func endWord(_ state: inout State, of node: Int32, in tree: inout PrefixTree) {
    if state.wordScore.isNaN {
      (state.wordScore, state.wordContext) = wordScore(of: node, context: state.context, in: tree)
      tree.note(wordScore: state.wordScore, context: state.wordContext, of: node)
    }
    state.earned += state.wordScore
    state.context = state.wordContext
  }

  private func wordScore(
    of node: Int32, context: Int, in tree: PrefixTree
  ) -> (score: Double, context: Int) {
    if let lexicon {
      guard let word = lexicon.word(endingIn: tree.lexiconState(of: node)) else {
        return (0, context)
      }
      return score(wordNumbers[word], after: context)
    }
    var letters: [Int] = []
    var node = node
    while node != PrefixTree.root {
      let label = Int(tree.label(of: node))
      if label != alphabet.wordBoundary { letters.append(label) }
      if endsWord[label] { break }
      node = tree.parent(of: node)
    }
    guard !letters.isEmpty else { return (0, context) }
    let word = alphabet.text(of: letters.reversed())
    return word.isEmpty ? (0, context) : score(model?.index(of: word), after: context)
  }

  private func score(_ word: Int?, after context: Int) -> (score: Double, context: Int) {
    guard let model else { return (bonus, context) }
    let (score, context) = model.score(word, after: context)
    return (weight * Double(score) + bonus, context)
  }
}
