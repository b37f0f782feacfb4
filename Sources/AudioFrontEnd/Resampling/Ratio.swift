/// A positive fraction in lowest terms.
struct Ratio: Hashable, Sendable {
  let numerator: Int
  let denominator: Int

  /// `numerator / denominator`, reduced.
  ///
  /// - Precondition: both are positive.
  init(_ numerator: Int, _ denominator: Int) {
    precondition(numerator > 0 && denominator > 0, "the ratio \(numerator) : \(denominator)")
    var (divisor, rest) = (numerator, denominator)
    while rest != 0 { (divisor, rest) = (rest, divisor % rest) }
    self.numerator = numerator / divisor
    self.denominator = denominator / divisor
  }

  /// The last convergent of the continued fraction of `value` with a denominator within bounds.
  ///
  /// - Precondition: `value` is greater than one over `maximumDenominator`.
  init(approximating value: Double, maximumDenominator: Int) {
    var (previous, current) = ((numerator: 0, denominator: 1), (numerator: 1, denominator: 0))
    var rest = value
    while true {
      let whole = Int(rest.rounded(.down))
      let next = (
        numerator: whole * current.numerator + previous.numerator,
        denominator: whole * current.denominator + previous.denominator
      )
      guard next.denominator <= maximumDenominator else { break }
      (previous, current) = (current, next)
      // What is left of a fraction that Double holds only nearly is no further digit.
      guard rest - Double(whole) > 1e-9 else { break }
      rest = 1 / (rest - Double(whole))
    }
    self.init(current.numerator, current.denominator)
  }
}
