/// Words or phrases that a search should prefer, each with a boost in nats.
///
/// A hot word counts where it stands as a whole, between word boundaries or the ends of the
/// utterance, whatever pieces of words write it; in an alphabet without a word boundary, and in scripts
/// that write no spaces, it counts wherever its symbols stand.  A beginning of a hot word has its share of
/// the boost in advance, so that it is not lost from the beam before its end, and gives it back when the
/// prefix goes on otherwise.
///
/// Each time a hot word stands it counts.  A symbol that nobody says costs some 5 to 10 nats: with a
/// boost of more than that for each of its symbols a word is written where it isn't said, again and
/// again, soonest the shortest.
///
/// - Source: the automaton of Aho and Corasick, Communications of the ACM 18(6), 1975.
public struct HotWords: Sendable {
  /// The greatest magnitude of a boost, in nats.
  public static let greatestBoost: Float = 100

  /// The state in which nothing has begun.
  static let root = ScalarTree.root

  /// The alphabet whose labels write the words.
  public let alphabet: Alphabet
  /// The code points of each label's symbol, a space for ``Alphabet/wordMark``.
  private let scalars: [[Unicode.Scalar]]
  /// The states: beginnings of hot words.
  private var tree = ScalarTree()
  /// The state of the longest suffix of a state's text that is itself a state.
  private var fallback: [Int32] = [root]
  /// The boosts of all hot words that end in a state.
  private var boosts: [Double] = [0]
  /// What a state's text has in advance.
  private var credits: [Double] = [0]
  /// The state in which an utterance begins.
  private(set) var start = root
  /// No label adds more than this to the score of a prefix.
  private(set) var greatestGain = 0.0

  /// The automaton that finds these words.
  ///
  /// - Parameters:
  ///   - words: words, or phrases with spaces; empty ones are skipped.
  ///   - alphabet: the symbols that write them, see ``Alphabet/writable(_:)``.
  /// - Throws: ``HotWordsError`` for the first word that the alphabet cannot write, or whose boost is no
  ///   number or exceeds ``greatestBoost`` in magnitude.
  public init(
    _ words: [(word: String, boost: Float)], alphabet: Alphabet
  ) throws(HotWordsError) {
    self.alphabet = alphabet
    scalars = alphabet.symbols.indices.map(alphabet.textScalars)
    let boundary: [Unicode.Scalar] = alphabet.separatesWords ? [" "] : []
    var ends: Set<Unicode.Scalar> = []
    for (word, boost) in words {
      guard abs(boost) <= Self.greatestBoost else {
        throw .boostOutOfRange(word: word, boost: boost)
      }
      let written = alphabet.writable(word)
      do throws(AlphabetError) {
        if try alphabet.labels(of: written).isEmpty { continue }
      } catch {
        throw .unwritable(word: word, reason: error)
      }
      let letters = written.unicodeScalars.filter { !$0.isMark }
      let before = letters.first?.isUnspacedLetter ?? false ? [] : boundary
      let after = letters.last?.isUnspacedLetter ?? false ? [] : boundary
      let word = before + written.unicodeScalars + after
      insert(word, before: before.count, boost: Double(boost))
      ends.formUnion(word.suffix(1))
    }
    link()
    start = boundary.reduce(start, next)
    // So many hot words may end with one label.
    let mostEnds = scalars.map { $0.count(where: ends.contains) }.max() ?? 0
    greatestGain =
      (credits.max() ?? 0) + Double(mostEnds) * (boosts.max() ?? 0) - min(credits.min() ?? 0, 0)
  }

  /// Whether no word is worth anything.
  var areWorthNothing: Bool { (boosts + credits).allSatisfy { $0 == 0 } }

  /// The state after `label`, and what the hot words that have ended with it add for good.
  func next(_ state: Int32, _ label: Int32) -> (state: Int32, boost: Double) {
    var state = state
    var boost = 0.0
    for scalar in scalars[Int(label)] {
      state = next(state, scalar)
      boost += boosts[Int(state)]
    }
    return (state, boost)
  }

  /// What the hot words add for good that have ended if the utterance has.
  func finalBoost(in state: Int32) -> Double {
    alphabet.separatesWords ? boosts[Int(next(state, " "))] : 0
  }

  private func next(_ state: Int32, _ scalar: Unicode.Scalar) -> Int32 {
    var state = state
    while true {
      if let child = tree.child(of: state, scalar) { return child }
      if state == Self.root { return state }
      state = fallback[Int(state)]
    }
  }

  /// What the hot word that has begun in `state` has in advance.
  func credit(in state: Int32) -> Double { credits[Int(state)] }

  /// Adds a hot word whose first `before` code points are worth nothing.
  private mutating func insert(_ word: [Unicode.Scalar], before: Int, boost: Double) {
    var state = Self.root
    for (position, scalar) in word.enumerated() {
      state = tree.makeChild(of: state, scalar)
      if tree.count > boosts.count {
        fallback.append(Self.root)
        boosts.append(0)
        credits.append(0)
      }
      if position + 1 < word.count {
        let share = boost * Double(position + 1 - before) / Double(word.count - before)
        if abs(share) > abs(credits[Int(state)]) { credits[Int(state)] = share }
      }
    }
    boosts[Int(state)] += boost
  }

  /// Finds every state's fallback, the shortest states first, and adds its boosts.
  private mutating func link() {
    var outgoing: [Int32: [(scalar: Unicode.Scalar, state: Int32)]] = [:]
    for (state, scalar, child) in tree.edges {
      outgoing[state, default: []].append((scalar, child))
    }
    var queue = [Self.root]
    var first = 0
    while first < queue.count {
      let state = queue[first]
      first += 1
      for (scalar, child) in outgoing[state] ?? [] {
        if state != Self.root {
          fallback[Int(child)] = next(fallback[Int(state)], scalar)
          let shorter = Int(fallback[Int(child)])
          boosts[Int(child)] += boosts[shorter]
          if credits[Int(child)] == 0 { credits[Int(child)] = credits[shorter] }
        }
        queue.append(child)
      }
    }
  }
}
