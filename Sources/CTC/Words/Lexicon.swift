public import NumericCore

/// What can be wrong with the word list of a ``Lexicon``.
public enum LexiconError: DescribedError, Sendable, Equatable {
  /// A word that the alphabet cannot write; lines count from 1.
  case unwritableWord(word: String, line: Int, reason: AlphabetError)
  /// A line with a word boundary inside, a space or `|`; lines count from 1.
  case severalWords(text: String, line: Int)
  /// A pronunciation with a symbol that the alphabet has not, or without any; lines count from 1.
  case unknownPronunciation(word: String, symbol: String?, line: Int)

  /// What is wrong, where, and what to do about it, in one line.
  public var description: String {
    switch self {
    case .unwritableWord(let word, let line, let reason):
      "line \(line) of the lexicon, “\(word)”: \(reason)"
    case .severalWords(let text, let line):
      "line \(line) of the lexicon, “\(text)”: write one word a line, or behind each word its symbols"
    case .unknownPronunciation(let word, nil, let line):
      "line \(line) of the lexicon: “\(word)” has no symbol behind it, as other lines have; write how it "
        + "is said"
    case .unknownPronunciation(let word, let symbol?, let line):
      "line \(line) of the lexicon, “\(word)”: there is no symbol “\(symbol)”"
    }
  }
}

/// The words that a decoder may say, or the phrases, as a finite automaton over labels.
///
/// A state is a beginning of a word; the word boundary, if the alphabet has one, leads from the end
/// of a word to the beginning of the next.  What ends at the end of a word, or with the boundary
/// behind it, is a sequence of allowed words; before the first one, too, there may be a boundary.
/// Where symbols are pieces of words, all pieces that write a word may, and the next word begins with
/// the piece that says so.
/// Where one of two words has a letter of a script without spaces beside the other, nothing need part
/// them.
/// Behind a phrase nothing follows but a boundary.
///
/// Words may be pronounced in symbols that do not write them, such as phonemes; several may sound alike,
/// and one may sound in several ways.  A ``Hypothesis`` then has ``Hypothesis/words``.
public struct Lexicon: Sendable, Equatable {
  /// One label that may follow, and the state after it.
  struct Transition: Equatable {
    let label: Int32
    let state: Int32
  }

  /// The state before the first word.
  static let start: Int32 = 0

  /// The alphabet whose labels the words are compiled to.
  public let alphabet: Alphabet
  /// The words or phrases, in the order given.
  public let words: [String]
  /// Whether an utterance is one of them, or nothing, and not any sequence of them.
  public let holdsPhrases: Bool
  /// Whether words may follow each other without a boundary.
  public let joinsWords: Bool
  /// The symbols that say each of ``words``, if those that write them do not.
  public let pronunciations: [[Int]]?
  /// Where among ``words`` each pronounced one stands.
  private let places: [String: [Int]]
  /// Whether a piece that begins a word may follow any word.
  private let beginsByPiece: Bool
  /// Whether the last letter of each word is of a script without spaces.
  private let endUnspaced: [Bool]
  /// Whether each label is a letter of a script without spaces.
  private let areUnspaced: [Bool]
  /// The transitions of all states, each state's sorted by label.
  private let allTransitions: [Transition]
  /// State s has the transitions from offsets[s] up to offsets[s + 1].
  private let offsets: [Int]
  /// The index in ``words`` of the word that ends in each state, or -1.
  private let wordEnds: [Int32]
  /// For each pronounced word the one before it that sounds alike, or -1.
  private let alike: [Int32]

  /// The lexicon of these words, one a line; empty lines are skipped.
  ///
  /// The lines are read as the alphabet can write them, see ``Alphabet/writable(_:)``.
  ///
  /// Where a tab, or in all lines white space, parts each word from the symbols that say it, as in
  /// flashlight's, Kaldi's and CMU's dictionaries, these are read; unless all of them but write their words.
  /// Lines that begin with `;;;`, CMU's comments, are skipped.
  ///
  /// - Throws: ``LexiconError`` for the first line that is not one word of the alphabet.
  public init(lines: some Sequence<String>, alphabet: Alphabet) throws(LexiconError) {
    let lines = lines.map(Self.withoutComment)
    let spoken = try Pronunciation.read(lines, alphabet: alphabet)
    if let spoken, let dictionary = Self(spoken, alphabet: alphabet) {
      self = dictionary
    } else {
      try self.init(spoken?.map(\.word) ?? lines, alphabet: alphabet, arePhrases: false)
    }
  }

  /// The lexicon of these lines if they are pronunciations; nil, soon, if they are words.
  ///
  /// - Throws: as ``init(lines:alphabet:)``.
  package init?(dictionary lines: [String], alphabet: Alphabet) throws(LexiconError) {
    let lines = lines.map(Self.withoutComment)
    guard let spoken = try Pronunciation.read(lines, alphabet: alphabet) else { return nil }
    self.init(spoken, alphabet: alphabet)
  }

  private static func withoutComment(_ line: String) -> String { line.hasPrefix(";;;") ? "" : line }

  /// The lexicon of pronunciations; nil if all write their words.
  private init?(_ spoken: [Pronunciation], alphabet: Alphabet) {
    guard !spoken.allSatisfy({ $0.writesItsWord(in: alphabet) }) else { return nil }
    let tree = SpellingTree(spoken.map(\.labels), boundary: alphabet.wordBoundary)
    self.alphabet = alphabet
    words = spoken.map(\.word)
    pronunciations = spoken.map(\.labels)
    places = Dictionary(grouping: words.indices) { [words] in words[$0] }
    holdsPhrases = false
    joinsWords = !alphabet.separatesWords
    beginsByPiece = false
    endUnspaced = []
    areUnspaced = []
    (allTransitions, offsets, wordEnds) = (tree.transitions, tree.offsets, tree.wordEnds)
    alike = tree.alike
  }

  /// The lexicon of utterances that are one of these phrases, or nothing; empty ones are skipped.
  ///
  /// The phrases are read as the alphabet can write them, see ``Alphabet/writable(_:)``.  Beside them
  /// language models and word bonuses count for nothing.
  ///
  /// - Throws: ``LexiconError/unwritableWord(word:line:reason:)`` for the first phrase that the
  ///   alphabet cannot write.
  public init(phrases: some Sequence<String>, alphabet: Alphabet) throws(LexiconError) {
    try self.init(phrases, alphabet: alphabet, arePhrases: true)
  }

  /// The lexicon with the words of `texts` that it lacks; one of phrases or of pronunciations stays as it
  /// is.
  ///
  /// - Throws: ``LexiconError/unwritableWord(word:line:reason:)`` for the first word that the alphabet
  ///   cannot write.
  public func including(_ texts: some Sequence<String>) throws(LexiconError) -> Lexicon {
    let found = texts.flatMap { alphabet.writable($0).split(separator: " ").map(String.init) }
    let missing = Set(found).subtracting(words).sorted()
    guard !missing.isEmpty, !holdsPhrases, pronunciations == nil else { return self }
    return try Lexicon(lines: words + missing, alphabet: alphabet)
  }

  private init(
    _ lines: some Sequence<String>, alphabet: Alphabet, arePhrases: Bool
  ) throws(LexiconError) {
    var words: [String] = []
    for (index, line) in lines.enumerated() {
      let word = alphabet.writable(line)
      guard !word.isEmpty else { continue }
      guard arePhrases || Self.isOneWord(line, written: word, alphabet) else {
        throw .severalWords(text: normalizedText(line), line: index + 1)
      }
      do {
        _ = try alphabet.labels(of: word)
      } catch {
        throw .unwritableWord(word: word, line: index + 1, reason: error)
      }
      words.append(word)
    }
    let tree = SpellingTree(words, alphabet: alphabet, arePhrases: arePhrases)
    self.alphabet = alphabet
    self.words = words
    pronunciations = nil
    places = [:]
    alike = []
    holdsPhrases = arePhrases
    func isUnspaced(_ letter: Unicode.Scalar?) -> Bool { letter?.isUnspacedLetter ?? false }
    endUnspaced = words.map { isUnspaced($0.unicodeScalars.last(where: \.isLetter)) }
    areUnspaced = alphabet.symbols.map { isUnspaced($0.unicodeScalars.first) }
    joinsWords =
      !arePhrases
      && (endUnspaced.contains(true) || words.contains { isUnspaced($0.unicodeScalars.first) })
    beginsByPiece = !arePhrases && !joinsWords && alphabet.hasWordPieces
    (allTransitions, offsets, wordEnds) = (tree.transitions, tree.offsets, tree.wordEnds)
  }

  /// Whether a line has no space between words, though the alphabet may write them without one.
  private static func isOneWord(_ line: String, written: String, _ alphabet: Alphabet) -> Bool {
    let parts = Alphabet.normalized(line).split(separator: " ")
    return !written.contains(" ")
      && (parts.count < 2 || parts.count { !alphabet.writable(String($0)).isEmpty } < 2)
  }

  /// The numbers of what may follow in `state`, save pieces that begin the next word.
  func transitions(from state: Int32) -> Range<Int> {
    offsets[Int(state)]..<offsets[Int(state) + 1]
  }

  /// The numbers of the pieces that begin the next word, if one may follow in `state`.
  func nextWords(after state: Int32) -> Range<Int> {
    beginsByPiece && wordEnds[Int(state)] >= 0 ? transitions(from: Self.start) : 0..<0
  }

  /// What has this number.
  func transition(_ number: Int) -> Transition { allTransitions[number] }

  /// The state after `label`, which may follow in `state`, or be a boundary before the first word.
  func state(after label: Int32, from state: Int32) -> Int32 {
    transition(label, from: state) ?? Self.start
  }

  /// The state after `label`, if it may follow in `state`.
  func transition(_ label: Int32, from state: Int32) -> Int32? {
    transition(label, among: transitions(from: state))
      ?? transition(label, among: nextWords(after: state))
  }

  private func transition(_ label: Int32, among numbers: Range<Int>) -> Int32? {
    var range = numbers
    while let first = range.first {
      let middle = first + range.count / 2
      let transition = allTransitions[middle]
      if transition.label == label { return transition.state }
      range = transition.label < label ? middle + 1..<range.upperBound : first..<middle
    }
    return nil
  }

  /// Whether the label, with which another word begins, may follow a word without a boundary.
  func joins(_ word: Int, to label: Int32) -> Bool {
    pronunciations == nil
      ? mayTouch(word, label) : joinsWords || alphabet.beginsWord(Int(label))
  }

  private func mayTouch(_ word: Int, _ label: Int32) -> Bool {
    endUnspaced[word] || areUnspaced[Int(label)] || alphabet.beginsWord(Int(label))
  }

  /// Whether what has been said in `state` are whole words.
  func endsWord(in state: Int32) -> Bool { state == Self.start || wordEnds[Int(state)] >= 0 }

  /// The index in ``words`` of the word that ends in `state`, if one does.
  func word(endingIn state: Int32) -> Int? {
    let word = wordEnds[Int(state)]
    return word < 0 ? nil : Int(word)
  }

  /// The word that ends in `state`, and those that sound like it.
  func words(endingIn state: Int32) -> some Sequence<Int> {
    sequence(first: wordEnds[Int(state)]) { [alike] word in
      alike.isEmpty ? -1 : alike[Int(word)]
    }.lazy.prefix { $0 >= 0 }.map { Int($0) }
  }

  /// Whether a label may be the last of one word or of another, so that a search must know which.
  var hasSeveralPartings: Bool { joinsWords || pronunciations != nil }

  /// The ways to say a word, as it is written or as it is spoken, see ``spokenText(_:hasDotlessI:)``, in
  /// small or capital letters; none of a word that the lexicon does not pronounce.
  package func pronunciations(of word: String) -> [[Int]] {
    (pronounced(word).flatMap { places[$0] } ?? []).compactMap { pronunciations?[$0] }
  }

  /// The lexicon itself if it has pronunciations.
  package var dictionary: Lexicon? { pronunciations == nil ? nil : self }

  /// `text` as the words of the lexicon write it: pronounced ones as they are listed, others as the
  /// alphabet can write them, see ``Alphabet/writable(_:)``.
  package func writable(_ text: String) -> String {
    guard pronunciations != nil else { return alphabet.writable(text) }
    let words = normalizedText(text).split(separator: " ").map(String.init)
    return words.filter { !spokenText($0).isEmpty }.map { pronounced($0) ?? $0 }
      .joined(separator: " ")
  }

  /// A word as it is listed with its pronunciations, if it is.
  private func pronounced(_ word: String) -> String? {
    let spoken = spokenText(word)
    return [normalizedText(word), spoken, spoken.uppercased()].first { places[$0] != nil }
  }

  /// The lines that ``init(lines:alphabet:)`` reads back.
  public var lines: [String] {
    guard let pronunciations else { return words }
    let names = alphabet.tokenLines
    return zip(words, pronunciations).map { word, labels in
      word + "\t" + labels.map { names[$0] }.joined(separator: " ")
    }
  }

  /// For each state the largest score of the words that begin so; 0 for the start.
  func largestScores(_ score: (_ word: Int) -> Double) -> [Double] {
    var largest = wordEnds.indices.map {
      words(endingIn: Int32($0)).map(score).max() ?? -.infinity
    }
    // A state's number is below those of the states after it, save the start.
    for state in largest.indices.reversed() {
      for number in transitions(from: Int32(state)) {
        let next = allTransitions[number].state
        if next != Self.start { largest[state] = max(largest[state], largest[Int(next)]) }
      }
    }
    largest[Int(Self.start)] = 0
    return largest
  }

  /// For each state what its value exceeds that of the state before it by; 0 for the start.
  func rises(of values: [Double]) -> [Double] {
    var rises = [Double](repeating: 0, count: values.count)
    for state in values.indices {
      for number in transitions(from: Int32(state)) {
        let next = Int(allTransitions[number].state)
        if next != Self.start { rises[next] = values[next] - values[state] }
      }
    }
    return rises
  }
}
