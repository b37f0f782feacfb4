import NumericCore

extension FilterBankConfiguration {
  /// Sixteen hexadecimal digits that stand for everything that decides features: these options, and
  /// the version of the arithmetic that follows them.
  ///
  /// A model keeps them, so that it is never fed with features of another kind.  Options at their
  /// defaults do not count, so that an option added later changes no fingerprint.
  ///
  /// - Source: FNV-1a, 64 bits, of lines `option=value` in alphabetical order.
  public var fingerprint: String {
    let standard = FilterBankConfiguration()
    let options = Self.options
      .filter { $0.text(of: self) != $0.text(of: standard) }.map { $0.text(of: self) }.sorted()
    var hash = Fingerprint()
    hash.add((["front-end=\(Self.arithmeticVersion)"] + options).joined(separator: "\n").utf8)
    let digits = String(hash.value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// Goes up when the same options give features that differ by more than rounding.
  private static let arithmeticVersion = 1
}
