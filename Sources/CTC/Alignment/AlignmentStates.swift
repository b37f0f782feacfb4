/// The states of paths through a ``LabelGraph``.
///
/// At each place first the null symbol's, then those of the labels that start there, so that steps
/// lead to later states only.  Where a part may be skipped there is a junction behind them, in which no
/// path is at any frame: it leads from what comes before the part to what comes after it.
struct AlignmentStates {
  /// In place of the label of a junction.
  static let junction = -1
  /// The label of each state.
  private(set) var labels: [Int] = []
  /// The place where the label of each state starts; nil for the null symbol's.
  private(set) var starts: [Int?] = []
  /// By how many states the steps to each state go on, those to state s from offsets[s] up to
  /// offsets[s + 1]; a path may also stay where it is.
  private(set) var steps: [Int] = []
  private(set) var offsets = [0]
  /// A choice among the steps to a state is a byte, and one is to stay.
  private static let mostSteps = 255
  /// Where a path may end.
  private(set) var ends: [Int] = []
  /// The junctions, and the states to which steps lead from each, with those between them.
  private(set) var junctions: [(state: Int, targets: Range<Int>)] = []
  /// The longest step but those to and from junctions, that from an end to beyond the last state among them.
  private(set) var reach = 0

  init(_ graph: LabelGraph, null: Int) {
    let last = graph.places.last ?? 0
    var nulls = [Int?](repeating: nil, count: last + 1)
    var ending = [[Int]](repeating: [], count: last + 1)
    var endsStar = [Bool](repeating: false, count: last + 1)
    var edges = graph.edges[...]

    // What may come before a label that starts at a place, or before the end; the nearest first.
    func before(_ place: Int, _ label: Int?) -> [Int] {
      func others(_ place: Int) -> [Int] { ending[place].filter { labels[$0] != label } }
      let near = (nulls[place].map { [$0] } ?? []) + others(place)
      // A star may be left out.
      guard endsStar[place] else { return near }
      return near + (nulls[place - 1].map { [$0] } ?? []) + others(place - 1)
    }
    func add(_ label: Int, start: Int?, after sources: [Int]) {
      steps += sources.prefix(Self.mostSteps).map { labels.count - $0 }
      offsets.append(steps.count)
      labels.append(label)
      starts.append(start)
    }
    let skipped = Dictionary(
      uniqueKeysWithValues: (graph.skips?.parts ?? []).map { ($0.lowerBound, $0.upperBound) })
    for place in 0...last where place == 0 || !ending[place].isEmpty {
      nulls[place] = labels.count
      add(null, start: nil, after: ending[place])
      let starting = edges.prefix { $0.start <= place }
      edges = edges.dropFirst(starting.count)
      for edge in starting where edge.start == place {
        let state = labels.count
        let sources = before(place, edge.label)
        // Behind a junction a star would go on with the one before it.
        add(
          edge.label, start: place,
          after: edge.label == graph.star
            ? sources.filter { labels[$0] != Self.junction } : sources)
        ending[edge.end].append(state)
        if edge.label == graph.star { endsStar[edge.end] = true }
      }
      if let end = skipped[place] {
        let passing = [null, graph.star, Self.junction]
        let sources = before(place, nil).filter { passing.contains(labels[$0]) }
        ending[end].append(labels.count)
        add(Self.junction, start: nil, after: sources)
      }
    }
    ends = before(last, nil)
    noteReach()
  }

  /// How many junctions come before one.
  func number(ofJunction state: Int) -> Int {
    var (number, end) = (0, junctions.count)
    while end - number > 1 {
      let middle = (number + end) / 2
      if junctions[middle].state <= state { number = middle } else { end = middle }
    }
    return number
  }

  private mutating func noteReach() {
    reach = labels.count - (ends.filter { labels[$0] != Self.junction }.min() ?? 0)
    var targets: [Int: Range<Int>] = [:]
    for state in labels.indices where labels[state] != Self.junction {
      for step in steps[offsets[state]..<offsets[state + 1]] {
        let source = state - step
        if labels[source] == Self.junction {
          targets[source] = (targets[source]?.lowerBound ?? state)..<state + 1
        } else {
          reach = max(reach, step)
        }
      }
    }
    junctions = targets.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}
