extension FilterBankConfiguration {
  /// Checks that features can be computed.
  ///
  /// - Throws: ``FilterBankConfigurationError`` that names the first unusable option.
  public func validate() throws(FilterBankConfigurationError) {
    try validateFrames()
    try validateFilters()
  }

  private func validateFrames() throws(FilterBankConfigurationError) {
    try require("sampleRate", sampleRate, (1000...1_000_000).contains(sampleRate)) {
      "1000 to 1000000 hertz"
    }
    try require("frameLengthMilliseconds", frameLengthMilliseconds, (2...65536) ~= frameLength) {
      "2 to 65536 samples long"
    }
    try require("frameShiftMilliseconds", frameShiftMilliseconds, frameShift >= 1) {
      "at least one sample long"
    }
    try require("roundsToPowerOfTwo", roundsToPowerOfTwo, transformLength % 2 == 0) {
      "true, for a frame of \(frameLength) samples, which is an odd number"
    }
    try require("preemphasis", preemphasis, (0...1).contains(preemphasis)) { "0 to 1" }
    try require("dither", dither, dither >= 0 && dither.isFinite) { "at least 0" }
    try require("sampleScale", sampleScale, sampleScale > 0 && sampleScale.isFinite) {
      "greater than 0"
    }
  }

  private func validateFilters() throws(FilterBankConfigurationError) {
    let nyquist = Float(sampleRate) / 2
    try require("melBinCount", melBinCount, (3...transformLength).contains(melBinCount)) {
      "3 to \(transformLength)"
    }
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
        index: empty, count: melBinCount, resolution: Float(sampleRate) / Float(transformLength))
    }
  }

  private func require<Value>(
    _ option: String, _ value: Value, _ holds: Bool, requirement: () -> String
  ) throws(FilterBankConfigurationError) {
    guard holds else {
      throw .unusable(option: option, value: "\(value)", requirement: requirement())
    }
  }
}

/// Why features cannot be computed as configured.
public enum FilterBankConfigurationError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The option has a value outside of what `requirement` allows.
  case unusable(option: String, value: String, requirement: String)
  /// The filter at `index` of `count` lies between two frequencies of the Fourier transform, which
  /// are `resolution` hertz apart.
  case emptyFilter(index: Int, count: Int, resolution: Float)

  /// One line: what is wrong and what to do.
  public var description: String {
    switch self {
    case .unusable(let option, let value, let requirement):
      "feature option \(option) is \(value); it must be \(requirement)"
    case .emptyFilter(let index, let count, let resolution):
      "mel filter \(index + 1) of \(count) is narrower than the \(resolution) hertz between two "
        + "frequencies of the Fourier transform; lower melBinCount or raise frameLengthMilliseconds"
    }
  }
}
