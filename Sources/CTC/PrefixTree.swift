/// All labellings that a search has met, as a tree: a node is the labelling from the root to it.
///
/// No two nodes are the same labelling, so equal prefixes are equal integers.
struct PrefixTree {
  private struct Node {
    let label: Int32
    let parent: Int32
    let lexiconState: Int32
    var firstChild: Int32 = none
    var nextSibling: Int32 = none
    var beamIndex: Int32 = none
  }

  /// The node that is not there.
  static let none: Int32 = -1
  /// The empty labelling.
  static let root: Int32 = 0

  private var nodes: [Node]

  /// A tree of the root alone, whose label is `null`.
  init(null: Int32) {
    nodes = [Node(label: null, parent: Self.none, lexiconState: Lexicon.start)]
  }

  /// The last label of `node`.
  func label(of node: Int32) -> Int32 { nodes[Int(node)].label }

  /// The labelling without its last label.
  func parent(of node: Int32) -> Int32 { nodes[Int(node)].parent }

  /// Where in a lexicon `node` stands.
  func lexiconState(of node: Int32) -> Int32 { nodes[Int(node)].lexiconState }

  /// The place of `node` in the beam, or `none`.
  func beamIndex(of node: Int32) -> Int32 { nodes[Int(node)].beamIndex }

  /// Notes the place of `node` in the beam.
  mutating func setBeamIndex(of node: Int32, to index: Int32) {
    nodes[Int(node)].beamIndex = index
  }

  /// The labelling of `node` followed by `label`; a new node if the search has not met it.
  mutating func child(
    of node: Int32, label: Int32, lexicon: Lexicon?
  ) -> Int32 {
    var child = nodes[Int(node)].firstChild
    while child != Self.none, nodes[Int(child)].label != label {
      child = nodes[Int(child)].nextSibling
    }
    if child != Self.none { return child }
    child = Int32(nodes.count)
    let state = lexicon?.state(after: label, from: nodes[Int(node)].lexiconState)
    nodes.append(
      Node(
        label: label, parent: node, lexiconState: state ?? Lexicon.start,
        nextSibling: nodes[Int(node)].firstChild))
    nodes[Int(node)].firstChild = child
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
}
