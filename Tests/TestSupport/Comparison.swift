/// The largest absolute difference between elements; infinity when the counts differ or one of them
/// is not a number.
public func largestDifference<T: BinaryFloatingPoint>(_ a: [T], _ b: [T]) -> T {
  guard a.count == b.count else { return .infinity }
  return zip(a, b).reduce(0) { largest, pair in
    let difference = abs(pair.0 - pair.1)
    return difference.isNaN ? .infinity : max(largest, difference)
  }
}
