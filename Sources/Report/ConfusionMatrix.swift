import CTC
import Training

/// Which symbols a model takes for which, over a data set.
struct ConfusionMatrix {
  /// One pair of symbols: what was said, nil if nothing, and what was heard, nil if nothing.
  struct Pair: Hashable {
    let said, heard: Character?
  }

  /// So many symbols at most are rows, or columns.
  static let greatestSide = 40

  private(set) var counts: [Pair: Int] = [:]

  /// Adds the symbols of one utterance.
  mutating func add(reference: String, hypothesis: String) {
    let steps = EditDistance.steps(
      from: Array(normalizedText(reference)), to: Array(normalizedText(hypothesis)))
    for step in steps {
      switch step {
      case .match: continue
      case .substitution(let said, let heard):
        counts[Pair(said: said, heard: heard), default: 0] += 1
      case .insertion(let heard): counts[Pair(said: nil, heard: heard), default: 0] += 1
      case .deletion(let said): counts[Pair(said: said, heard: nil), default: 0] += 1
      }
    }
  }

  /// What is confused most, with the number of times.
  func worst(_ count: Int) -> [(pair: Pair, count: Int)] {
    counts.map { (pair: $0.key, count: $0.value) }
      .sorted { ($1.count, Self.name($0.pair)) < ($0.count, Self.name($1.pair)) }
      .prefix(count).map { $0 }
  }

  private static func name(_ pair: Pair) -> String {
    "\(pair.said.map(String.init) ?? "")\u{0}\(pair.heard.map(String.init) ?? "")"
  }

  /// The symbols of the most frequent pairs, as many as are shown.
  private var shown: (said: Set<Character?>, heard: Set<Character?>) {
    var said: Set<Character?> = []
    var heard: Set<Character?> = []
    for (pair, _) in worst(counts.count) {
      guard said.contains(pair.said) || said.count < Self.greatestSide,
        heard.contains(pair.heard) || heard.count < Self.greatestSide
      else { continue }
      said.insert(pair.said)
      heard.insert(pair.heard)
    }
    return (said, heard)
  }

  /// Whether the picture has every pair.
  var isWhole: Bool {
    let (said, heard) = shown
    return counts.keys.allSatisfy { said.contains($0.said) && heard.contains($0.heard) }
  }

  /// A square a pair, rows said and columns heard, darker the more often; of many symbols those that
  /// are confused most.
  var svg: String {
    let shown = shown
    let (said, heard) = (
      shown.said.sorted(by: Self.comesBefore), shown.heard.sorted(by: Self.comesBefore)
    )
    let most = Double(counts.values.max() ?? 1)
    let (cell, edge) = (18, 30)
    var parts: [String] = []
    for (row, symbol) in said.enumerated() {
      parts.append(
        "<text class=\"scale\" text-anchor=\"end\" x=\"\(edge - 6)\" "
          + "y=\"\(edge + row * cell + 13)\">\(Self.label(symbol))</text>")
    }
    for (column, symbol) in heard.enumerated() {
      parts.append(
        "<text class=\"scale\" text-anchor=\"middle\" x=\"\(edge + column * cell + cell / 2)\" "
          + "y=\"\(edge - 8)\">\(Self.label(symbol))</text>")
    }
    for (row, from) in said.enumerated() {
      for (column, to) in heard.enumerated() {
        guard let count = counts[Pair(said: from, heard: to)] else { continue }
        parts.append(
          "<rect class=\"confusion\" x=\"\(edge + column * cell)\" y=\"\(edge + row * cell)\" "
            + "width=\"\(cell - 1)\" height=\"\(cell - 1)\" "
            + "fill-opacity=\"\(decimal(0.15 + 0.85 * Double(count) / most, 2))\">"
            + "<title>\(Self.label(from)) → \(Self.label(to)): \(count)</title></rect>")
      }
    }
    let (width, height) = (edge + heard.count * cell + 4, edge + said.count * cell + 4)
    return "<svg class=\"matrix\" width=\"\(width)\" height=\"\(height)\" role=\"img\" "
      + "aria-label=\"Confusion of symbols\">\n\(parts.joined(separator: "\n"))\n</svg>"
  }

  /// Symbols in their order, nothing behind them.
  private static func comesBefore(_ a: Character?, _ b: Character?) -> Bool {
    guard let a else { return false }
    guard let b else { return true }
    return a < b
  }

  /// How a symbol is shown.
  static func label(_ symbol: Character?) -> String {
    guard let symbol else { return "∅" }
    return symbol == " " ? "␣" : escaped(String(symbol))
  }
}
