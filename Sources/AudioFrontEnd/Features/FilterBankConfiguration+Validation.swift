extension FilterBankConfiguration {
  /// Checks that features can be computed.
  ///
  /// - Throws: ``FeatureConfigurationError`` that names the first unusable option.
  public func validate() throws(FeatureConfigurationError) {
    try frames.validate()
    let nyquist = Float(frames.sampleRate) / 2
    let most = max(frames.transformLength, 3)
    try require("melBinCount", melBinCount, (3...most).contains(melBinCount)) { "3 to \(most)" }
    try require("lowFrequency", lowFrequency, lowFrequency >= 0 && lowFrequency < nyquist) {
      "0 to below the Nyquist frequency of \(nyquist) hertz"
    }
    try require("highFrequency", highFrequency, upperEdge > lowFrequency && upperEdge <= nyquist) {
      "above lowFrequency (\(lowFrequency) hertz) and at most the Nyquist frequency "
        + "(\(nyquist) hertz); zero or less counts from the latter"
    }
    try require("energyFloor", energyFloor, energyFloor.isNormal && energyFloor > 0) {
      "greater than 0"
    }
    if let empty = MelFilterBank(self).filters.firstIndex(where: { $0.weights.isEmpty }) {
      throw .emptyFilter(
        index: empty, count: melBinCount,
        resolution: Float(frames.sampleRate) / Float(frames.transformLength))
    }
  }
}
