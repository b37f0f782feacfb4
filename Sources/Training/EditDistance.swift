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
  /// - Complexity: time and memory O(N·M) for N and M elements.
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
    let columns = hypothesis.count + 1
    // costs[i * columns + j]: edits from the first i of the reference to the first j.
    var costs = [Int32](repeating: 0, count: (reference.count + 1) * columns)
    for j in 0..<columns { costs[j] = Int32(j) }
    for i in 0..<reference.count {
      let above = i * columns
      let row = above + columns
      costs[row] = Int32(i + 1)
      for j in 0..<hypothesis.count {
        costs[row + j + 1] = min(
          costs[above + j] + (reference[i] == hypothesis[j] ? 0 : 1),
          costs[above + j + 1] + 1, costs[row + j] + 1)
      }
    }
    var steps: [EditStep<Element>] = []
    var (i, j) = (reference.count, hypothesis.count)
    while i > 0 || j > 0 {
      let cost = costs[i * columns + j]
      let same = i > 0 && j > 0 && reference[i - 1] == hypothesis[j - 1]
      if i > 0, j > 0, costs[(i - 1) * columns + j - 1] + (same ? 0 : 1) == cost {
        (i, j) = (i - 1, j - 1)
        steps.append(
          same
            ? .match(reference[i])
            : .substitution(reference: reference[i], hypothesis: hypothesis[j]))
      } else if i > 0, costs[(i - 1) * columns + j] + 1 == cost {
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
