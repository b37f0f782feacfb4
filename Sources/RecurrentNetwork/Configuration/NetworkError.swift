public import LinearAlgebra
public import NumericCore

/// What is wrong with a network's configuration or values that came from outside.
public enum NetworkError: DescribedError, Sendable, Equatable {
  /// A size of the configuration is out of its range.
  case sizeOutOfRange(name: String, value: String, allowed: String)
  /// The processor, or this build, has no products of this precision.
  case precisionNotAvailable(Precision)

  /// The environment variable `CTC_ASR_PRODUCTS` names products that this processor does not have.
  case productsNotAvailable(String, available: [String])

  /// One line: what is wrong and what would be right.
  public var description: String {
    switch self {
    case .sizeOutOfRange(let name, let value, let allowed):
      "network: \(name) is \(value); it must be \(allowed)"
    case .precisionNotAvailable(let precision):
      "no matrix products of precision \(precision) on this processor, which needs AMX or AVX-512 "
        + "BF16; choose f32"
    case .productsNotAvailable(let name, let available):
      "CTC_ASR_PRODUCTS is “\(name)”, which this program does not have on this processor; choose "
        + available.joined(separator: ", ")
    }
  }
}
