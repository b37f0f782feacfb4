import NumericCore

/// How a statistic of a corpus spreads, by draws of its parts with replacement.
///
/// - Parameters:
///   - parts: the number of parts that the corpus has.
///   - seed: of the draws; the same seed gives the same ones, whatever the statistic.
///   - statistic: is given the indices of the parts drawn, `parts` of them.
/// - Returns: the statistic of each of 1000 draws.
/// - Source: Efron, Annals of Statistics 7(1), 1979.
func bootstrap(
  parts: Int, seed: UInt64, _ statistic: (_ draw: [Int]) -> Double
) -> [Double] {
  var generator = SeededGenerator(seed: seed)
  return (0..<1000).map { _ in
    statistic((0..<parts).map { _ in Int.random(in: 0..<parts, using: &generator) })
  }
}

extension ErrorSummary.Interval {
  /// What holds 95 of 100 values, half of the others on either side.
  init(ofMost values: [Double]) {
    let sorted = values.sorted()
    lower = sorted[sorted.count * 25 / 1000]
    upper = sorted[sorted.count * 975 / 1000 - 1]
  }
}
