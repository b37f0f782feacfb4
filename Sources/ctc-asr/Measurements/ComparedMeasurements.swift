import Foundation
import Training

/// What is measured of two recognizers on the same data set.
struct ComparedMeasurements {
  let own, other: Measurements
  let ownName, otherName: String
  private let comparison: PairedBootstrap

  init(
    _ own: Measurements, named ownName: String, against other: Measurements,
    named otherName: String
  ) {
    (self.own, self.other) = (own, other)
    (self.ownName, self.otherName) = (ownName, otherName)
    comparison = PairedBootstrap(own.errors, against: other.errors)
  }

  /// The lines for people.
  var text: String {
    let numbers = String(
      format: "WER %+.2f points, 95%% between %+.2f and %+.2f", 100 * comparison.difference,
      100 * comparison.interval.lower, 100 * comparison.interval.upper)
    let probability = String(format: "%.1f%%", 100 * comparison.probabilityOfImprovement)
    return """
      \(ownName)
      \(own.text)\(otherName)
      \(other.text)\(ownName) against \(otherName)
      \(numbers) [drawing \(comparison.units) \(comparison.unit.rawValue)]
      probability of improvement \(probability): \
      \(comparison.isSignificant ? "more than chance" : "may be chance")

      """
  }
}

extension ComparedMeasurements: Encodable {
  private enum CodingKeys: String, CodingKey {
    case against, comparison
  }

  func encode(to encoder: any Encoder) throws {
    try own.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(other, forKey: .against)
    try container.encode(comparison, forKey: .comparison)
  }
}
