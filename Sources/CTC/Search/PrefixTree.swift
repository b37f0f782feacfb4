/// All labellings that a search has met, as a tree: a node is the labelling from the root to it.
///
/// No two nodes are the same labelling, so equal prefixes are equal integers.
struct PrefixTree {
  private struct Node {
    let label: Int32
    var parent: Int32
    let lexiconState: Int32
    var firstChild: Int32 = none
    var nextSibling: Int32 = none
    var beamIndex: Int32 = none
    /// What the last label multiplies probabilities by.
    let gain: Double
  }

  /// The node that is not there.
  static let none: Int32 = -1
  /// The empty labelling.
  static let root: Int32 = 0

  private var nodes: [Node]
  /// The nodes' worth; empty if nothing but the frames counts.
  private var states: [PrefixScoring.State]

  /// A tree of the root alone, whose label is `null` and whose worth is `state`.
  init(null: Int32, state: PrefixScoring.State?) {
    nodes = [Node(label: null, parent: Self.none, lexiconState: Lexicon.start, gain: 1)]
    states = state.map { [$0] } ?? []
  }

  /// The number of nodes.
  var count: Int { nodes.count }

  /// The last label of `node`.
  func label(of node: Int32) -> Int32 { nodes[Int(node)].label }

  /// The labelling without its last label.
  func parent(of node: Int32) -> Int32 { nodes[Int(node)].parent }

  /// Where in a lexicon `node` stands.
  func lexiconState(of node: Int32) -> Int32 { nodes[Int(node)].lexiconState }

  /// What the last label of `node` multiplies probabilities by, see ``PrefixScoring/factor(_:)``.
  func gain(of node: Int32) -> Double { nodes[Int(node)].gain }

  /// The place of `node` in the beam, or `none`.
  func beamIndex(of node: Int32) -> Int32 { nodes[Int(node)].beamIndex }

  /// Notes the place of `node` in the beam.
  mutating func setBeamIndex(of node: Int32, to index: Int32) {
    nodes[Int(node)].beamIndex = index
  }

  /// The worth of `node`.
  func scoringState(of node: Int32) -> PrefixScoring.State { states[Int(node)] }

  /// Remembers what the word that has begun in `node` earns if it ends there.
  mutating func note(wordScore: Double, context: Int, of node: Int32) {
    states[Int(node)].wordScore = wordScore
    states[Int(node)].wordContext = context
  }

  /// The labelling of `node` followed by `label`, if the search has met it.
  func child(of node: Int32, label: Int32) -> Int32? {
    var child = nodes[Int(node)].firstChild
    while child != Self.none, nodes[Int(child)].label != label {
      child = nodes[Int(child)].nextSibling
    }
    return child == Self.none ? nil : child
  }

  /// A new node for the labelling of `node` followed by `label`, which the search has not met.
  mutating func addChild(
    to node: Int32, label: Int32, lexiconState: Int32, state: PrefixScoring.State?
  ) -> Int32 {
    let child = Int32(nodes.count)
    let gain = state.map { PrefixScoring.factor($0.worth - states[Int(node)].worth) } ?? 1
    nodes.append(
      Node(
        label: label, parent: node, lexiconState: lexiconState,
        nextSibling: nodes[Int(node)].firstChild, gain: gain))
    nodes[Int(node)].firstChild = child
    if let state { states.append(state) }
    return child
  }

  /// The labels from the root to `node`.
  func labels(of node: Int32) -> [Int] {
    var labels: [Int] = []
    var node = node
    while node != Self.root {
      labels.append(Int(nodes[Int(node)].label))
      node = nodes[Int(node)].parent
    }
    return labels.reversed()
  }

  /// The longest labelling that all of `leaves` begin with.
  func commonPrefix(of leaves: [Int32]) -> Int32 {
    guard let first = leaves.first else { return Self.root }
    // A node's number is above its parent's.
    return leaves.dropFirst().reduce(first) { common, leaf in
      var (a, b) = (common, leaf)
      while a != b {
        if a > b { a = nodes[Int(a)].parent } else { b = nodes[Int(b)].parent }
      }
      return a
    }
  }

  /// Forgets what is neither one of `leaves` nor a beginning of one; returns the leaves' new numbers.
  mutating func keepOnly(beginningsOf leaves: [Int32]) -> [Int32] {
    var numbers = [Int32](repeating: Self.none, count: nodes.count)
    for leaf in leaves + [Self.root] {
      var node = leaf
      while node != Self.none, numbers[Int(node)] == Self.none {
        numbers[Int(node)] = 0
        node = nodes[Int(node)].parent
      }
    }
    var kept: [Node] = []
    var keptStates: [PrefixScoring.State] = []
    for old in nodes.indices where numbers[old] != Self.none {
      let number = Int32(kept.count)
      numbers[old] = number
      var node = nodes[old]
      node.firstChild = Self.none
      node.nextSibling = Self.none
      if node.parent != Self.none {
        node.parent = numbers[Int(node.parent)]
        node.nextSibling = kept[Int(node.parent)].firstChild
        kept[Int(node.parent)].firstChild = number
      }
      kept.append(node)
      if !states.isEmpty { keptStates.append(states[old]) }
    }
    nodes = kept
    states = keptStates
    return leaves.map { numbers[Int($0)] }
  }
}
