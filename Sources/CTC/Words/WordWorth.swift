/// What words are worth by a lexicon, a language model and weights, whatever words are preferred.
///
/// To find it takes a while where the lexicon is long, so that searches share it, see ``SharedWords``.
final class WordWorth: Sendable {
  let alphabet: Alphabet
  /// Whether each label is a boundary or a piece that begins a word, so that the word before has ended.
  let endsWord: [Bool]
  /// The words, if boundaries part them, or their first pieces do.
  private let lexicon: Lexicon?
  /// The words, if nothing need part them, or they are pronounced.
  let joinedWords: JoinedWords?
  private let model: (any WordScorer)?
  private let weight: Double
  private let bonus: Double
  /// Whether each symbol is a word, or several.
  let scoresSymbols: Bool
  /// The model's numbers of what each symbol is to it, if it scores them.
  private let symbolNumbers: [[Int?]]
  /// The model's numbers of the lexicon's words, if it scores those.
  private let wordNumbers: [Int?]
  /// For each state of the lexicon what its words are given in advance.
  let advances: [Double]
  /// For each state of the lexicon but the start, what the label that leads to it multiplies
  /// probabilities by, where there are no hot words.
  let gains: [Double]

  /// The language model's context before the first word.
  let start: Int
  /// No label raises the worth of a prefix by more than this, in nats; nothing is known where there
  /// is a lexicon.
  let greatestRise: Double
  /// No word is given more in advance with its first label, in nats.
  let greatestAdvance: Double

  /// What words are worth by `options`.
  init(_ options: BeamSearchOptions, alphabet: Alphabet) {
    let scoresWords = options.scoresWords
    let joinsWords = options.lexicon?.hasSeveralPartings ?? false
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
    gains = rises?.map { PrefixScoring.factor($0) } ?? []
    start = model?.start ?? 0
    // A label is so many words to the model, or ends one.
    let mostWords = scoresSymbols ? symbolNumbers.map(\.count).max() ?? 1 : joinsWords ? 0 : 1
    greatestRise = Double(mostWords) * max(0, bonus)
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

  /// What the words in a prefix are worth, that which has begun included.
  func worth(of partings: [JoinedWords.Parting]) -> Double {
    partings.reduce(-.infinity) {
      max($0, $1.earned + (advances.isEmpty ? 0 : advances[Int($1.state)]))
    }
  }

  /// What the end of the sentence is worth.
  func endScore(after context: Int) -> Double {
    weight * Double(model?.endScore(after: context) ?? 0)
  }

  /// Earns what a label is worth where symbols are words.
  func earnSymbol(_ label: Int32, isFirst: Bool, _ state: inout PrefixScoring.State) {
    var numbers = symbolNumbers[Int(label)][...]
    // A text does not begin with a space, though its first piece does.
    if isFirst, alphabet.hasWordPieces, let space = model?.space, numbers.first == space {
      numbers = numbers.dropFirst()
    }
    for number in numbers {
      let (score, context) = score(number, after: state.context)
      state.earned += score
      state.context = context
    }
  }

  /// What a word of the list is worth, and the context after it.
  func wordScore(_ word: Int, after context: Int) -> (score: Double, context: Int) {
    scoresSymbols ? (0, context) : score(wordNumbers[word], after: context)
  }

  /// What the word that has begun in `node`, if any, is worth, and the context after it.
  func wordScore(
    of node: Int32, after context: Int, in tree: PrefixTree
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
