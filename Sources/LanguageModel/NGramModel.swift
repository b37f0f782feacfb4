public import CTC

/// A backoff n-gram model over words.
///
/// What follows a context h of at most n - 1 words:
///
///     p(w | h) = p*(w | h)             if h w is an n-gram of the model
///     p(w | h) = b(h) p(w | h')        otherwise; h' is h without its first word
///
/// Logarithms are natural; those of ARPA files, to base 10, are turned in the reader.  A context is
/// the node of the longest n-gram that can still matter: histories after which nothing can be told
/// apart have the same context.  What the model does not know is its word `<unk>`, or, if it has
/// none, a word of probability 10^-100, as in kenlm.
public struct NGramModel: WordScorer {
  /// The length of the longest n-grams.
  public let order: Int
  /// How many n-grams of each length there are, words first.
  public let counts: [Int]
  /// The context at the start of a sentence.
  public let start: Int
  /// The words, by number.
  let words: WordTable
  let nodes: NGramNodes
  let unknown: Int
  let end: Int

  /// Takes over what was read.
  ///
  /// - Returns: nil if a word that every model has is missing.
  init?(words: WordTable, nodes: NGramNodes, counts: [Int]) {
    guard let start = words.index(of: "<s>"), let end = words.index(of: "</s>"),
      let unknown = words.index(of: "<unk>") ?? words.index(of: "<UNK>")
    else { return nil }
    order = counts.count
    self.counts = counts
    self.words = words
    self.nodes = nodes
    self.unknown = unknown
    self.end = end
    self.start = Self.context(after: start + 1, in: nodes)
  }

  /// The number of words, `<s>`, `</s>` and `<unk>` among them.
  public var wordCount: Int { words.count }

  /// The word of a number.
  public func word(at index: Int) -> String { words[index] }

  /// The number of a word, or nil if the model does not know it; `<unk>` is no word it knows.
  public func index(of word: String) -> Int? {
    let index = words.index(of: word)
    return index == unknown ? nil : index
  }

  /// ln p(word | context) and the context after it; `word` nil is the unknown word.
  ///
  /// - Complexity: O(order).
  @inline(__always)
  public func score(_ word: Int?, after context: Int) -> (score: Float, context: Int) {
    let word = word ?? unknown
    precondition(word >= 0 && word < words.count, "word \(word) of \(words.count)")
    precondition(context >= 0 && context < nodes.nodes.count, "context \(context) of no history")
    var context = context
    var backoff: Float = 0
    while true {
      if let node = nodes.child(of: context, word) {
        let score = backoff + nodes.nodes[node].logProbability
        return (score, Self.context(after: node, in: nodes))
      }
      backoff += nodes.nodes[context].backoff
      context = nodes.nodes[context].shorter
    }
  }

  /// ln p(end of sentence | context).
  public func endScore(after context: Int) -> Float { score(end, after: context).score }

  private static func context(after node: Int, in nodes: NGramNodes) -> Int {
    nodes.nodes[node].isContext ? node : nodes.nodes[node].shorter
  }
}
