/// A word or symbol and when it was said.
public struct TimedText: Sendable, Equatable {
  /// The word or symbol.
  public var text: String
  /// Where it begins, in seconds; finite wherever it is written.
  public var start: Double
  /// Where it ends, in seconds; finite wherever it is written.
  public var end: Double
  /// Between 0 and 1.
  public var confidence: Float

  /// A word or symbol from `start` to `end`, in seconds.
  public init(text: String, start: Double, end: Double, confidence: Float) {
    self.text = text
    self.start = start
    self.end = end
    self.confidence = confidence
  }
}

extension Double {
  /// The number times `scale`, rounded.
  ///
  /// - Precondition: it is an `Int`, so the number is finite.
  func units(_ scale: Int) -> Int {
    guard let units = Int(exactly: (self * Double(scale)).rounded()) else {
      preconditionFailure("\(self) for a time in seconds, or a confidence")
    }
    return units
  }

  /// The number with a fixed number of digits after the point.
  func fixed(_ digits: Int) -> String {
    var scale = 1
    for _ in 0..<digits { scale *= 10 }
    let units = units(scale)
    let fraction = String(abs(units) % scale)
    return (units < 0 ? "-" : "") + String(abs(units) / scale) + "."
      + String(repeating: "0", count: digits - fraction.count) + fraction
  }
}
