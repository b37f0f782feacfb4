/// The states of paths through a ``LabelGraph``.
///
/// At each place first the null symbol's, then those of the labels that start there, so that steps
/// lead to later states only.
struct AlignmentStates {
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
  /// The longest step, that from an end to beyond the last state among them.
  var reach: Int { max(steps.max() ?? 0, labels.count - (ends.min() ?? 0)) }

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
    for place in 0...last where place == 0 || !ending[place].isEmpty {
      nulls[place] = labels.count
      add(null, start: nil, after: ending[place])
      let starting = edges.prefix { $0.start <= place }
      edges = edges.dropFirst(starting.count)
      for edge in starting where edge.start == place {
        let state = labels.count
        add(edge.label, start: place, after: before(place, edge.label))
        ending[edge.end].append(state)
        if edge.label == graph.star { endsStar[edge.end] = true }
      }
    }
    ends = before(last, nil)
  }
}
