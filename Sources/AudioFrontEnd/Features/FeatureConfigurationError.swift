public import NumericCore

/// Why features cannot be computed as configured.
public enum FeatureConfigurationError: DescribedError, Sendable, Hashable {
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

/// Throws unless the value of an option `holds` what is required of it.
func require<Value>(
  _ option: String, _ value: Value, _ holds: Bool, requirement: () -> String
) throws(FeatureConfigurationError) {
  guard holds else {
    throw .unusable(option: option, value: "\(value)", requirement: requirement())
  }
}
