/// What modified Kneser–Ney smoothing takes from the counts of n-grams: from 1, from 2, and from all
/// that are larger.
public struct Discounts: Sendable, Equatable {
  /// Taken from a count of 1, between 0 and 1.
  public let ofOne: Double
  /// Taken from a count of 2, between 0 and 2.
  public let ofTwo: Double
  /// Taken from a count of 3 or more, between 0 and 3.
  public let ofMore: Double

  /// These discounts.
  ///
  /// - Precondition: each is between 0 and the count it is taken from.
  public init(ofOne: Double, ofTwo: Double, ofMore: Double) {
    precondition(
      (0...1).contains(ofOne) && (0...2).contains(ofTwo) && (0...3).contains(ofMore),
      "discounts \(ofOne), \(ofTwo), \(ofMore)")
    (self.ofOne, self.ofTwo, self.ofMore) = (ofOne, ofTwo, ofMore)
  }

  /// The discounts 0.5, 1 and 1.5, lmplz's for texts that tell none.
  public static let fallback = Discounts(ofOne: 0.5, ofTwo: 1, ofMore: 1.5)

  /// The discounts that leave out one occurrence at a time.
  ///
  /// - Parameters:
  ///   - counts: the counts of all n-grams of the order.
  ///   - order: their length, for the error.
  /// - Throws: ``NGramEstimationError/noDiscount(order:count:)``.
  /// - Source: Chen and Goodman, 1998, equation 26.
  init(of counts: [UInt32], order: Int) throws(NGramEstimationError) {
    var n = [0.0, 0, 0, 0, 0]
    for count in counts where count < 5 { n[Int(count)] += 1 }
    let y = n[1] / (n[1] + 2 * n[2])
    var amounts: [Double] = []
    for j in 1...3 {
      let amount = Double(j) - Double(j + 1) * y * n[j + 1] / n[j]
      guard n[j] > 0, amount >= 0, amount <= Double(j) else {
        throw .noDiscount(order: order, count: j)
      }
      amounts.append(amount)
    }
    self.init(ofOne: amounts[0], ofTwo: amounts[1], ofMore: amounts[2])
  }

  /// What is taken from `count`.
  func amount(of count: UInt32) -> Double {
    switch count {
    case 0: 0
    case 1: ofOne
    case 2: ofTwo
    default: ofMore
    }
  }
}
