public import LinearAlgebra

/// What is wrong with a network's configuration or values that came from outside.
public enum NetworkError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A size of the configuration is out of its range.
  case sizeOutOfRange(name: String, value: String, allowed: String)
  /// The processor, or this build, has no products of this precision.
  case precisionNotAvailable(Precision)

  /// One line: what is wrong and what would be right.
  public var description: String {
    switch self {
    case .sizeOutOfRange(let name, let value, let allowed):
      "network: \(name) is \(value); it must be \(allowed)"
    case .precisionNotAvailable(let precision):
      "no matrix products of precision \(precision) on this processor, which needs AVX-512 BF16 or "
        + "AMX, and oneDNN; choose f32"
    }
  }
}

extension NetworkConfiguration {
  /// Checks that every size is one that a network can have.
  public func validate() throws(NetworkError) {
    let sizes = [
      ("inputs", inputs, 1...1_000_000), ("outputs", outputs, 2...1_000_000),
      ("units", shape.units, 1...16_384), ("layers", shape.layers, 1...64),
      ("stackedFrames", shape.stackedFrames, 1...64),
      ("truncation", shape.truncation, 0...1_000_000),
    ]
    for (name, value, range) in sizes where !range.contains(value) {
      throw .sizeOutOfRange(
        name: name, value: "\(value)", allowed: "from \(range.lowerBound) to \(range.upperBound)")
    }
    guard shape.dropout >= 0 && shape.dropout < 1 else {
      throw .sizeOutOfRange(
        name: "dropout", value: "\(shape.dropout)", allowed: "from 0 to below 1")
    }
    let projections = shape.cell.projections(units: shape.units)
    guard projections.contains(shape.projection) else {
      throw .sizeOutOfRange(
        name: "projection", value: "\(shape.projection)",
        allowed: "from 0 to \(projections.upperBound) with \(shape.units) cells of kind "
          + shape.cell.rawValue)
    }
    let isSimple = shape.cell == .elman || shape.cell == .jordan
    for (name, activation, isUsed) in [
      ("activation", shape.activation, isSimple),
      ("outputActivation", shape.outputActivation, shape.cell == .jordan),
    ] where activation != .tanh && !isUsed {
      throw .sizeOutOfRange(
        name: name, value: activation.rawValue,
        allowed: "tanh with cells of kind \(shape.cell.rawValue), which do without it")
    }
  }
}
