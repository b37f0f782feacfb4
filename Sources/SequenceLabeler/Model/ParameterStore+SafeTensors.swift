public import Interchange
public import NumericCore
public import RecurrentNetwork

/// Why tensors are not the parameters of a network.
public enum ParameterError: DescribedError, Sendable, Equatable {
  /// No tensor of this name.
  case missing(String)
  /// A tensor of this name whose elements are no floating-point numbers that can be read.
  case wrongType(name: String, type: String)
  /// A tensor that the network has no place for.
  case unknown(String)
  /// A tensor of another shape.
  case wrongShape(name: String, shape: [Int], expected: [Int])
  /// A tensor with a value that is no number, or infinite.
  case notFinite(name: String)

  /// What is wrong with which tensor.
  public var description: String {
    switch self {
    case .missing(let name): "\(name) is missing"
    case .wrongType(let name, let type):
      "\(name) is of type \(type); save it as F32, F16, BF16 or F64"
    case .unknown(let name): "\(name) is not a parameter of this network"
    case .wrongShape(let name, let shape, let expected):
      "\(name) has the shape \(shape), the network wants \(expected)"
    case .notFinite(let name): "\(name) has values that are not finite"
    }
  }
}

extension ParameterStore {
  /// All parts under PyTorch's names, so that its modules load them.
  public func safeTensors(metadata: [String: String] = [:]) -> SafeTensors {
    SafeTensors(
      tensors: entries.map {
        SafeTensors.Tensor(name: $0.name, shape: $0.shape, values: values(of: $0))
      }, metadata: metadata)
  }

  /// Takes the values of all parts from tensors of the same names and shapes; other tensors may be in
  /// the file only if they are no floating-point numbers, as PyTorch's `num_batches_tracked`.
  ///
  ///     try network.update { try $0.load(SafeTensors(contentsOf: file)) }
  ///
  /// - Throws: ``ParameterError`` for the first tensor that does not fit; nothing has changed then.
  public mutating func load(_ file: SafeTensors) throws(ParameterError) {
    set(try file.tensors(for: entries.map { ($0.name, $0.shape) }))
  }

  /// Takes the values of all parts, in their order.
  mutating func set(_ tensors: [SafeTensors.Tensor]) {
    for (entry, tensor) in zip(entries, tensors) { set(entry, to: tensor.values) }
  }
}

extension SafeTensors {
  /// The tensors of these names and shapes in their order; no others may be in ``tensors``.
  func tensors(
    for parameters: [(name: String, shape: [Int])]
  ) throws(ParameterError) -> [Tensor] {
    var left = Dictionary(tensors.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    var result: [Tensor] = []
    for (name, shape) in parameters {
      guard let tensor = left.removeValue(forKey: name) else {
        throw unreadTypes[name].map { .wrongType(name: name, type: $0) } ?? .missing(name)
      }
      guard tensor.shape == shape else {
        throw .wrongShape(name: name, shape: tensor.shape, expected: shape)
      }
      guard tensor.values.allSatisfy(\.isFinite) else { throw .notFinite(name: name) }
      result.append(tensor)
    }
    if let name = left.keys.min() { throw .unknown(name) }
    return result
  }
}
