import NumericCore

extension PrefixSearch {
  /// Below this part of the best state a state counts for nothing.
  private static let negligiblePart = 1e-40

  /// The log-probability of each of several labellings over all of its paths, not only those that the
  /// beam has kept; of the best path if the search takes the maximum.
  ///
  /// They share their beginnings, so one run of the forward algorithm over the tree gives them all.
  ///
  /// - Parameters:
  ///   - leaves: nodes of the tree.
  ///   - frames: all that the search has seen, shape [frames T, symbols C].
  ///   - check: called at every frame.
  /// - Returns: natural logarithms; minus infinity for what is less probable by 92 nats than another
  ///   of these labellings or their beginnings throughout.
  /// - Throws: the error of `check`.
  /// - Complexity: time O(T·(C + nodes that are not negligible in a frame)).
  /// - Source: Graves et al., ICML 2006, equations 6 and 7.
  mutating func logProbabilities<E: Error>(
    of leaves: [Int32], through frames: Matrix, check: () throws(E) -> Void
  ) throws(E) -> [Double] {
    var states = TreeStates(tree, leaves: leaves)
    var logScale = 0.0
    var scale = 1.0
    try frames.withUnsafePointer { (base) throws(E) in
      for t in 0..<frames.rows {
        try check()
        exponentiate(base + t * frames.columns)
        let greatest = states.advance(
          probabilities, null: null, scale: scale, summing: summing, least: Self.negligiblePart)
        guard greatest > 0 else { break }
        scale = 1 / greatest
        logScale += naturalLogarithm(greatest)
      }
    }
    return states.final(summing: summing).map { naturalLogarithm($0 * scale) + logScale }
  }

  /// Climbs from a labelling to one that no label put in, taken out or replaced makes more probable
  /// over all paths.
  ///
  /// - Parameters:
  ///   - labels: where it starts.
  ///   - frames: all that the search has seen, shape [frames T, symbols C].
  /// - Returns: the labelling and its natural logarithm; nil if that is the one it starts from.
  mutating func climbed(
    from labels: [Int], through frames: Matrix
  ) -> (labels: [Int], logProbability: Double)? {
    var weights: [Double] = []
    weights.reserveCapacity(frames.elements.count)
    frames.withUnsafePointer { base in
      for t in 0..<frames.rows {
        exponentiate(base + t * frames.columns)
        weights += probabilities
      }
    }
    let emissions = SymbolProbabilities(weights: weights, symbols: frames.columns, null: Int(null))
    let climbed = LabellingNeighbours(of: labels, in: emissions).climbed()
    guard climbed.labels != labels else { return nil }
    return (climbed.labels, climbed.logProbability + emissions.logScale)
  }
}

/// The forward probabilities of several labellings and all their beginnings.
private struct TreeStates {
  private struct State {
    let label: Int
    /// The number of labels.
    let level: Int
    /// The place of the labelling without its last label.
    let parent: Int
    /// Whether the last two labels are the same.
    let repeats: Bool
    var endsInNull = 0.0
    var endsInLabel = 0.0
  }

  /// By length, so that what comes first is reached first.
  private var states: [State] = []
  /// How many states have at most so many labels.
  private var counts: [Int] = []
  /// Where the leaves stand.
  private let leaves: [Int]
  /// Where the states stand that are not negligible.
  private var active = 0..<1

  init(_ tree: PrefixTree, leaves: [Int32]) {
    var levels: [Int32: Int] = [PrefixTree.root: 0]
    for leaf in leaves {
      var path: [Int32] = []
      var node = leaf
      while levels[node] == nil {
        path.append(node)
        node = tree.parent(of: node)
      }
      var level = levels[node] ?? 0
      for node in path.reversed() {
        level += 1
        levels[node] = level
      }
    }
    var places: [Int32: Int] = [:]
    for (node, level) in levels.sorted(by: { ($0.value, $0.key) < ($1.value, $1.key) }) {
      let label = tree.label(of: node)
      let parent = tree.parent(of: node)
      places[node] = states.count
      states.append(
        State(
          label: Int(label), level: level, parent: places[parent] ?? 0,
          repeats: node != PrefixTree.root && tree.label(of: parent) == label))
      if counts.count == level { counts.append(0) }
      counts[level] = states.count
    }
    states[0].endsInNull = 1
    self.leaves = leaves.map { places[$0] ?? 0 }
  }

  /// Takes one frame and returns the greatest state's probability, which the next `scale` makes 1.
  mutating func advance(
    _ probabilities: [Double], null: Int32, scale: Double, summing: Bool, least: Double
  ) -> Double {
    let nullProbability = probabilities[Int(null)] * scale
    let reached = counts[min(states[active.upperBound - 1].level + 1, counts.count - 1)]
    var next = (first: reached, end: active.lowerBound + 1)
    var greatest = 0.0
    states.withUnsafeMutableBufferPointer { states in
      // The longest first, so that a parent still has its probabilities of the frame before.
      for index in stride(from: reached - 1, through: active.lowerBound, by: -1) {
        let state = states[index]
        var label = 0.0
        if index > 0 {
          let parent = states[state.parent]
          let source =
            state.repeats
            ? parent.endsInNull
            : summing
              ? parent.endsInNull + parent.endsInLabel
              : max(parent.endsInNull, parent.endsInLabel)
          label =
            (summing ? state.endsInLabel + source : max(state.endsInLabel, source))
            * probabilities[state.label] * scale
        }
        let silent =
          (summing
            ? state.endsInNull + state.endsInLabel : max(state.endsInNull, state.endsInLabel))
          * nullProbability
        states[index].endsInNull = silent < least ? 0 : silent
        states[index].endsInLabel = label < least ? 0 : label
        guard max(silent, label) >= least else { continue }
        greatest = max(greatest, silent, label)
        next = (index, max(next.end, index + 1))
      }
    }
    active = min(next.first, next.end - 1)..<next.end
    return greatest
  }

  /// The probabilities of the leaves.
  func final(summing: Bool) -> [Double] {
    leaves.map {
      let state = states[$0]
      return summing
        ? state.endsInNull + state.endsInLabel : max(state.endsInNull, state.endsInLabel)
    }
  }
}
