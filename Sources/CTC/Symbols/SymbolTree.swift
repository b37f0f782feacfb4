/// The symbols of an alphabet as a tree over their code points, in which one walk finds all that begin
/// at a place of a text.
struct SymbolTree: Sendable {
  /// A symbol that stands at a place.
  struct Match {
    let label: Int
    /// Its number of code points.
    let length: Int
  }

  /// No symbol stands where the symbols before, however chosen, end at the latest.
  struct NoSymbol: Error {
    let position: Int
  }

  private var tree = ScalarTree()
  /// The label of the symbol that ends in each node.
  private var labels: [Int?] = [nil]

  /// The tree of all `symbols` but the null symbol, which no text has.
  init(_ symbols: [String], without null: Int) {
    for (label, symbol) in symbols.enumerated() where label != null {
      let node = symbol.unicodeScalars.reduce(ScalarTree.root) { tree.makeChild(of: $0, $1) }
      labels += [Int?](repeating: nil, count: tree.count - labels.count)
      labels[Int(node)] = label
    }
  }

  /// The label of the symbol of these code points, if there is one.
  func label(of scalars: [Unicode.Scalar]) -> Int? {
    var node = ScalarTree.root
    for scalar in scalars {
      guard let child = tree.child(of: node, scalar) else { return nil }
      node = child
    }
    return labels[Int(node)]
  }

  /// Calls `body` with each symbol that the code points from a place on begin with, the shortest first.
  func forEachMatch(
    in scalars: [Unicode.Scalar], at position: Int, _ body: (Match) -> Void
  ) {
    var node = ScalarTree.root
    for place in position..<scalars.count {
      guard let child = tree.child(of: node, scalars[place]) else { return }
      node = child
      if let label = labels[Int(node)] {
        body(Match(label: label, length: place + 1 - position))
      }
    }
  }

  /// How many of the parts of a text, from the first on, the longest symbol takes that they begin
  /// with; nil if none does.
  func longestMatch(_ parts: some Sequence<String>) -> Int? {
    var longest: Int?
    var node = ScalarTree.root
    for (index, part) in parts.enumerated() {
      for scalar in part.unicodeScalars {
        guard let child = tree.child(of: node, scalar) else { return longest }
        node = child
      }
      if labels[Int(node)] != nil { longest = index + 1 }
    }
    return longest
  }

  /// The fewest symbols that write a text; of as many, those whose first ones are the longest.
  func spelling(of scalars: [Unicode.Scalar]) -> Result<[Int], NoSymbol> {
    // From each place on, how many symbols it takes, and the first of them.
    var best = [(count: Int, first: Match)?](repeating: nil, count: scalars.count)
    for position in scalars.indices.reversed() {
      forEachMatch(in: scalars, at: position) { match in
        let end = position + match.length
        guard let rest = end == scalars.count ? 0 : best[end]?.count else { return }
        if rest < best[position]?.count ?? .max { best[position] = (rest + 1, match) }
      }
    }
    var labels: [Int] = []
    var position = 0
    while position < scalars.count {
      guard let first = best[position]?.first else {
        return .failure(NoSymbol(position: furthestEnd(in: scalars)))
      }
      labels.append(first.label)
      position += first.length
    }
    return .success(labels)
  }

  /// Where the symbols that write a text from a place on end at the latest.
  func furthestEnd(in scalars: [Unicode.Scalar], from start: Int = 0) -> Int {
    var ends: Set = [start]
    var furthest = start
    var position = start
    while position <= furthest, position < scalars.count {
      if ends.remove(position) != nil {
        forEachMatch(in: scalars, at: position) { match in
          ends.insert(position + match.length)
          furthest = max(furthest, position + match.length)
        }
      }
      position += 1
    }
    return furthest
  }
}
