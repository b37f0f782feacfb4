/// Where a prefix stands in a ``Lexicon`` whose words nothing need part, or in one of pronunciations, of
/// which several may sound alike.
///
/// Where a word ends the next one may begin, though a longer word may go on, so that there may be
/// several ways to part the same labels into words.  A way is a state of the lexicon and what the words
/// before are worth; of ways that nothing to come can tell apart only the best is kept.
///
/// - Complexity: at most as many ways as the longest word has labels, times the contexts that the words
///   before leave.
struct JoinedWords: Sendable {
  /// One way to part a prefix into words.
  struct Parting: Equatable {
    /// The state of the word that has begun.
    let state: Int32
    /// The language model's context after the word before.
    let context: Int
    /// What the words before are worth, in nats.
    let earned: Double
    /// The word that ended before the last label, and which of the ways without that label this goes on.
    var ended: Int?
    var origin = 0
  }

  /// What a word is worth after a context, and the context after it.
  typealias WordScore = (_ word: Int, _ context: Int) -> (score: Double, context: Int)

  /// The words.
  let lexicon: Lexicon

  /// The words, if their labels do not write them.
  var pronouncedWords: [String]? { lexicon.pronunciations.map { _ in lexicon.words } }

  /// Parts a prefix that a label makes longer.
  ///
  /// - Parameters:
  ///   - label: the last label.
  ///   - partings: the ways to part the prefix without it.
  ///   - isFirst: whether it is the prefix's only label.
  ///   - score: what words are worth.
  /// - Returns: the ways to part the prefix with it; none if no words are written so.
  func partings(
    after label: Int32, of partings: [Parting], isFirst: Bool, score: WordScore
  ) -> [Parting] {
    var result: [Parting] = []
    func add(_ state: Int32, after origin: Int, ending word: Int?) {
      let parting = partings[origin]
      let (worth, context) = word.map { score($0, parting.context) } ?? (0, parting.context)
      let next = Parting(
        state: state, context: context, earned: parting.earned + worth, ended: word, origin: origin)
      guard let known = result.firstIndex(where: { $0.state == state && $0.context == context })
      else { return result.append(next) }
      if next.earned > result[known].earned { result[known] = next }
    }
    let isBoundary = lexicon.alphabet.wordBoundary == Int(label)
    for (origin, parting) in partings.enumerated() {
      let words = lexicon.words(endingIn: parting.state)
      if let state = lexicon.transition(label, from: parting.state) {
        if isBoundary, state == Lexicon.start {
          for word in words { add(state, after: origin, ending: word) }
        } else {
          add(state, after: origin, ending: nil)
        }
      } else if isFirst, isBoundary {
        // As an utterance may end with a boundary, it may begin with one.
        add(Lexicon.start, after: origin, ending: nil)
      }
      for word in words where lexicon.joins(word, to: label) {
        guard let state = lexicon.transition(label, from: Lexicon.start) else { break }
        add(state, after: origin, ending: word)
      }
    }
    return result
  }

  /// A way to part a whole utterance.
  struct Ending {
    /// Which of the partings it is.
    let parting: Int
    /// The last word, if none has ended before the last label.
    let last: Int?
    /// What all words are worth, the end of the sentence included.
    let worth: Double
  }

  /// The ways to part a whole utterance that end with a whole word.
  func endings(
    of partings: [Parting], score: WordScore, endScore: (_ context: Int) -> Double
  ) -> [Ending] {
    var endings: [Ending] = []
    func add(_ index: Int, _ word: Int?) {
      let (worth, context) =
        word.map { score($0, partings[index].context) } ?? (0, partings[index].context)
      endings.append(
        Ending(
          parting: index, last: word, worth: partings[index].earned + worth + endScore(context)))
    }
    for (index, parting) in partings.enumerated() {
      if parting.state == Lexicon.start { add(index, nil) }
      for word in lexicon.words(endingIn: parting.state) { add(index, word) }
    }
    return endings
  }

  /// Whether a way to part an utterance ends with a whole word.
  func isComplete(_ partings: [Parting]) -> Bool {
    partings.contains { lexicon.endsWord(in: $0.state) }
  }
}
