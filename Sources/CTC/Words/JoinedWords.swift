/// Where a prefix stands in a ``Lexicon`` whose words nothing need part.
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
  }

  /// What a word is worth after a context, and the context after it.
  typealias WordScore = (_ word: Int, _ context: Int) -> (score: Double, context: Int)

  /// The words.
  let lexicon: Lexicon

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
    func add(_ state: Int32, after parting: Parting, ending word: Int?) {
      let (worth, context) = word.map { score($0, parting.context) } ?? (0, parting.context)
      let next = Parting(state: state, context: context, earned: parting.earned + worth)
      guard let known = result.firstIndex(where: { $0.state == state && $0.context == context })
      else { return result.append(next) }
      if next.earned > result[known].earned { result[known] = next }
    }
    let isBoundary = lexicon.alphabet.wordBoundary == Int(label)
    for parting in partings {
      let word = lexicon.word(endingIn: parting.state)
      if let state = lexicon.transition(label, from: parting.state) {
        add(state, after: parting, ending: isBoundary ? word : nil)
      } else if isFirst, isBoundary {
        // As an utterance may end with a boundary, it may begin with one.
        add(Lexicon.start, after: parting, ending: nil)
      }
      if let word, lexicon.joins(word, to: label),
        let state = lexicon.transition(label, from: Lexicon.start)
      {
        add(state, after: parting, ending: word)
      }
    }
    return result
  }

  /// What the words of a whole utterance are worth at best, `endScore` of the last context included;
  /// minus infinity where the last word has not ended.
  func finalWorth(
    of partings: [Parting], score: WordScore, endScore: (_ context: Int) -> Double
  ) -> Double {
    partings.reduce(-.infinity) { best, parting in
      guard lexicon.endsWord(in: parting.state) else { return best }
      let (worth, context) =
        lexicon.word(endingIn: parting.state).map { score($0, parting.context) }
        ?? (0, parting.context)
      return max(best, parting.earned + worth + endScore(context))
    }
  }

  /// Whether a way to part an utterance ends with a whole word.
  func isComplete(_ partings: [Parting]) -> Bool {
    partings.contains { lexicon.endsWord(in: $0.state) }
  }
}
