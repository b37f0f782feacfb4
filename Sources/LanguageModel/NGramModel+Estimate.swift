extension NGramModel {
  /// The model that was estimated, in memory.
  ///
  /// It is bit for bit the model in the file that ``NGramEstimate/writeARPA(to:)`` writes.
  ///
  /// - Precondition: there are no more than 1400 million n-grams.
  public init(_ estimate: NGramEstimate) {
    let counts = estimate.counts
    let longer = counts[1...].reduce(0, +)
    precondition(
      counts[0] + 2 + NGramNodes.capacity(for: longer) <= NGramNodes.mostNodes,
      "\(longer) n-grams of several words")
    let nodes = NGramNodes(wordCount: counts[0], longerCount: longer)
    for (index, level) in estimate.levels.enumerated() {
      let isLongest = index + 1 == counts.count
      for gram in 0..<counts[index] {
        let words = estimate.words(of: gram, length: index + 1)
        let node = NGramNode(
          context: UInt32(words.dropLast().reduce(0) { nodes.child(of: $0, Int($1)) ?? 0 }),
          word: UInt32(words[words.endIndex - 1]),
          logProbability: Self.natural(level.log10Probabilities[gram]),
          backoff: isLongest ? 0 : Self.natural(level.log10Backoffs[gram]), link: 0)
        if index == 0 { nodes.nodes[gram + 1] = node } else { _ = nodes.insert(node) }
      }
    }
    nodes.skipDeadEnds()
    guard let model = NGramModel(words: estimate.words, nodes: nodes, counts: counts) else {
      preconditionFailure("an estimate without <s>, </s> or <unk>")
    }
    self = model
  }

  /// The natural logarithm of what has this logarithm to base 10, with ARPA's digits.
  private static func natural(_ log10: Float) -> Float {
    Float((Double(NGramEstimate.number(log10)) ?? 0) * nats)
  }
}
