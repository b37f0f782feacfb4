extension PrefixScoring {
  /// All that `node` may say by a lexicon of pronunciations, each with its worth; nil if the lexicon is
  /// another.
  func readings(
    of node: Int32, in tree: PrefixTree
  ) -> [(words: [Hypothesis.Word]?, worth: Double)]? {
    guard let joinedWords = words.joinedWords, let texts = joinedWords.pronouncedWords else {
      return nil
    }
    let boundary = words.alphabet.wordBoundary
    let labels = tree.labels(of: node)
    let partings = sequence(first: node) { tree.parent(of: $0) }.prefix(labels.count)
      .map { tree.scoringState(of: $0).partings }
    let state = tree.scoringState(of: node)
    let endings = joinedWords.endings(
      of: state.partings, score: words.wordScore, endScore: words.endScore)
    return endings.map { ending in
      var words: [Hypothesis.Word] = []
      var (index, word, end) = (ending.parting, ending.last, labels.count)
      for (place, partings) in zip(labels.indices.reversed(), partings) {
        let isBoundary = labels[place] == boundary
        if partings[index].ended != nil || isBoundary {
          let start = isBoundary ? place + 1 : place
          if let word { words.append(.init(text: texts[word], labels: start..<end)) }
          (word, end) = (partings[index].ended, place)
        }
        index = partings[index].origin
      }
      if let word { words.append(.init(text: texts[word], labels: 0..<end)) }
      return (words.reversed(), state.earned + ending.worth)
    }
  }
}
