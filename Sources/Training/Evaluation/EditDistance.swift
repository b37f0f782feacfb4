/// The cheapest way to edit a reference into a hypothesis, every edit at cost 1.
public struct EditDistance: Sendable, Equatable {
  /// Elements of the hypothesis that stand for another one of the reference.
  public private(set) var substitutions = 0
  /// Elements of the hypothesis that the reference does not have.
  public private(set) var insertions = 0
  /// Elements of the reference that the hypothesis does not have.
  public private(set) var deletions = 0

  /// The number of edits (Levenshtein's distance).
  public var count: Int { substitutions + insertions + deletions }

  /// The edits from `reference` to `hypothesis`.
  ///
  /// Of several ways with as few edits, read from the end, the one with a match or substitution
  /// rather than a deletion, and a deletion rather than an insertion.
  ///
  /// - Complexity: time O(N·M) for N and M elements, memory O(√N·M).
  /// - Source: Wagner and Fischer, Journal of the ACM 21(1), 1974.
  public init<Element: Hashable>(from reference: [Element], to hypothesis: [Element]) {
    for step in Self.steps(from: reference, to: hypothesis) {
      switch step {
      case .match: break
      case .substitution: substitutions += 1
      case .insertion: insertions += 1
      case .deletion: deletions += 1
      }
    }
  }

  /// The steps of the cheapest way from `reference` to `hypothesis`, the one that is counted.
  public static func steps<Element: Hashable>(
    from reference: [Element], to hypothesis: [Element]
  ) -> [EditStep<Element>] {
    let costs = EditCosts(from: reference, to: hypothesis)
    var rows = costs.rows(upTo: reference.count)
    var steps: [EditStep<Element>] = []
    var (i, j) = (reference.count, hypothesis.count)
    while i > 0 || j > 0 {
      if i == rows.first, i > 0 { rows = costs.rows(upTo: i) }
      let cost = rows[i, j]
      let same = i > 0 && j > 0 && reference[i - 1] == hypothesis[j - 1]
      if i > 0, j > 0, rows[i - 1, j - 1] + (same ? 0 : 1) == cost {
        (i, j) = (i - 1, j - 1)
        steps.append(
          same
            ? .match(reference[i])
            : .substitution(reference: reference[i], hypothesis: hypothesis[j]))
      } else if i > 0, rows[i - 1, j] + 1 == cost {
        i -= 1
        steps.append(.deletion(reference[i]))
      } else {
        j -= 1
        steps.append(.insertion(hypothesis[j]))
      }
    }
    return steps.reversed()
  }
}

/// One step through a reference and a hypothesis side by side.
public enum EditStep<Element: Hashable>: Hashable {
  /// The same element in both.
  case match(Element)
  /// An element of the reference that the hypothesis says otherwise.
  case substitution(reference: Element, hypothesis: Element)
  /// An element that only the hypothesis has.
  case insertion(Element)
  /// An element that only the reference has.
  case deletion(Element)
}

extension EditStep: Sendable where Element: Sendable {}

/// The edits from the first i elements of a reference to the first j of a hypothesis, for all i and j;
/// of the rows, one for each i, some are kept and the others computed again when they are asked for.
private struct EditCosts {
  private let reference, hypothesis: [Int32]
  /// Every ``height``-th row from the first on.
  private var kept: [[Int32]] = []
  private let height: Int

  init<Element: Hashable>(from reference: [Element], to hypothesis: [Element]) {
    var numbers: [Element: Int32] = [:]
    func number(_ element: Element) -> Int32 {
      if let known = numbers[element] { return known }
      numbers[element] = Int32(numbers.count)
      return Int32(numbers.count - 1)
    }
    self.reference = reference.map(number)
    self.hypothesis = hypothesis.map(number)
    height = max(64, Int(Double(reference.count).squareRoot()))
    var row = (0...hypothesis.count).map { Int32($0) }
    for i in 0...reference.count {
      if i % height == 0 { kept.append(row) }
      if i < reference.count { advance(&row, by: i) }
    }
  }

  /// Rows that stand below one another.
  struct Rows {
    /// The number of the first one.
    let first: Int
    fileprivate(set) var rows: [[Int32]]

    subscript(i: Int, j: Int) -> Int32 { rows[i - first][j] }
  }

  /// Row `i` and those before it, back to one that is kept.
  func rows(upTo i: Int) -> Rows {
    let place = max(0, i - 1) / height
    var rows = Rows(first: place * height, rows: [kept[place]])
    var row = kept[place]
    for i in rows.first..<i {
      advance(&row, by: i)
      rows.rows.append(row)
    }
    return rows
  }

  /// Makes row i + 1 of row `i`.
  private func advance(_ row: inout [Int32], by i: Int) {
    var diagonal = row[0]
    row[0] += 1
    for j in hypothesis.indices {
      let cost = min(
        diagonal + (reference[i] == hypothesis[j] ? 0 : 1), min(row[j], row[j + 1]) + 1)
      diagonal = row[j + 1]
      row[j + 1] = cost
    }
  }
}
