/// The automaton of a ``Lexicon``: a tree of what its words are written with, along which symbols lead
/// from state to state.
struct SpellingTree {
  /// The number of the word that ends in each state, or -1.
  private(set) var wordEnds: [Int32] = [-1]
  /// For each word the one before it that is spelled alike, or -1.
  private(set) var alike: [Int32]
  /// Those from state s stand from offsets[s] up to offsets[s + 1].
  private(set) var transitions: [Lexicon.Transition] = []
  private(set) var offsets: [Int] = []

  /// The tree of words or phrases, in code points, with all symbols that write some of them.
  ///
  /// A boundary leads from the end of a word to the start; behind a phrase it leads to a state of its
  /// own, from which a longer phrase may go on.
  init(_ words: [String], alphabet: Alphabet, arePhrases: Bool) {
    var spellings = words.map { alphabet.scalars(of: $0).scalars }
    let boundary = alphabet.wordBoundary
    if arePhrases, boundary != nil { spellings += spellings.map { $0 + [" "] } }
    self.init(spellings, boundary: arePhrases ? nil : boundary) { spelling, place, add in
      alphabet.forEachMatch(in: spelling, at: place) { add($0.label, $0.length) }
    }
    wordEnds = wordEnds.map { $0 < 0 ? $0 : $0 % Int32(words.count) }
  }

  /// The tree of pronunciations, a label each step.
  init(_ pronunciations: [[Int]], boundary: Int?) {
    self.init(pronunciations, boundary: boundary) { $2($0[$1], 1) }
  }

  /// Spellings that begin alike share the states of their beginnings; `symbols` tells what leads from a
  /// place in one of them how far.
  private init<Unit: Comparable>(
    _ spellings: [[Unit]], boundary: Int?,
    symbols: ([Unit], _ place: Int, _ add: (_ label: Int, _ length: Int) -> Void) -> Void
  ) {
    alike = [Int32](repeating: -1, count: spellings.count)
    let order = spellings.indices.sorted {
      let (first, second) = (spellings[$0], spellings[$1])
      return first == second ? $0 < $1 : first.lexicographicallyPrecedes(second)
    }
    var edges: [(from: Int32, transition: Lexicon.Transition)] = []
    // The states of the spelling before, which the next one shares up to where they part.
    var path = [Lexicon.start]
    var before: [Unit] = []
    for index in order {
      let spelling = spellings[index]
      let shared = zip(spelling, before).prefix { $0 == $1 }.count
      path.removeSubrange((shared + 1)...)
      for _ in spelling[shared...] {
        path.append(Int32(wordEnds.count))
        wordEnds.append(-1)
      }
      for place in spelling.indices {
        symbols(spelling, place) { label, length in
          let end = place + length
          guard end > shared else { return }
          edges.append((path[place], .init(label: Int32(label), state: path[end])))
        }
      }
      let end = Int(path[path.count - 1])
      alike[index] = wordEnds[end]
      wordEnds[end] = Int32(index)
      before = spelling
    }
    if let boundary {
      for state in wordEnds.indices where wordEnds[state] >= 0 {
        edges.append((Int32(state), .init(label: Int32(boundary), state: Lexicon.start)))
      }
    }
    edges.sort { ($0.from, $0.transition.label) < ($1.from, $1.transition.label) }
    transitions = edges.map(\.transition)
    offsets = [Int](repeating: 0, count: wordEnds.count + 1)
    for edge in edges { offsets[Int(edge.from) + 1] += 1 }
    for state in wordEnds.indices { offsets[state + 1] += offsets[state] }
  }
}
