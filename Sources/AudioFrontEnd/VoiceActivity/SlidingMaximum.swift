/// The largest of the last numbers of a sequence.
///
/// - Complexity: O(1) a number, on average; memory for those that are larger than all after them.
/// - Source: Lemire, Nordic Journal of Computing 2006 ("monotonic wedge").
struct SlidingMaximum: Sendable {
  private var candidates: [(index: Int, value: Float)] = []
  /// The number of candidates at the front that have left the window.
  private var expired = 0
  private var count = 0

  /// Takes the next number.
  mutating func append(_ value: Float) {
    while candidates.count > expired, let last = candidates.last, last.value <= value {
      candidates.removeLast()
    }
    candidates.append((count, value))
    count += 1
  }

  /// The largest number from number `first` on, which must not fall from one call to the next and
  /// be less than the number of numbers.
  mutating func maximum(from first: Int) -> Float {
    while candidates[expired].index < first { expired += 1 }
    if 2 * expired > candidates.count {
      candidates.removeFirst(expired)
      expired = 0
    }
    return candidates[expired].value
  }
}
