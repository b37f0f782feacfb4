/// Texts that begin alike as a tree over their code points.
struct ScalarTree: Sendable {
  private struct Edge: Hashable {
    let node: Int32
    let scalar: Unicode.Scalar
  }

  /// The node of the empty text.
  static let root: Int32 = 0

  private var children: [Edge: Int32] = [:]

  /// The number of nodes, which are numbered from 0 on in the order in which they were made.
  var count: Int { children.count + 1 }

  /// Where each code point leads: from a node to its child.
  var edges: some Sequence<(node: Int32, scalar: Unicode.Scalar, child: Int32)> {
    children.lazy.map { ($0.key.node, $0.key.scalar, $0.value) }
  }

  /// The node of the text of `node` with one code point more, if there is one.
  func child(of node: Int32, _ scalar: Unicode.Scalar) -> Int32? {
    children[Edge(node: node, scalar: scalar)]
  }

  /// The same, made if it is not there.
  mutating func makeChild(of node: Int32, _ scalar: Unicode.Scalar) -> Int32 {
    let next = Int32(count)
    let edge = Edge(node: node, scalar: scalar)
    if let child = children[edge] { return child }
    children[edge] = next
    return next
  }
}
