public import Foundation

/// Named arrays of numbers, as model weights are kept in a safetensors file.
///
/// - Source: the format of github.com/huggingface/safetensors: eight bytes with the header's
///   length, a JSON header, the elements.
public struct SafeTensors: Sendable, Equatable {
  /// One named array.
  public struct Tensor: Sendable, Equatable {
    /// The name, unlike any other in the file.
    public var name: String
    /// The sizes of the dimensions, slowest first; empty for a single number.
    public let shape: [Int]
    /// The elements, the last dimension running fastest.
    public let values: [Float]

    /// An array.
    ///
    /// - Precondition: there are as many `values` as `shape` says.
    public init(name: String, shape: [Int], values: [Float]) {
      precondition(
        shape.reduce(1, *) == values.count,
        "\(values.count) values do not fill the shape \(shape) of tensor '\(name)'")
      self.name = name
      self.shape = shape
      self.values = values
    }
  }

  /// The arrays in the order of their bytes in the file.
  public var tensors: [Tensor]
  /// Texts that travel with the arrays.
  public var metadata: [String: String]
  /// The types, by name, of the arrays of a file that are not in ``tensors``, and that
  /// ``data(as:)`` leaves out: their elements are integers or other things than floating-point
  /// numbers of 16 bits or more.
  public internal(set) var unreadTypes: [String: String] = [:]

  /// A collection of arrays.
  public init(tensors: [Tensor] = [], metadata: [String: String] = [:]) {
    self.tensors = tensors
    self.metadata = metadata
  }

  /// The array of this name; nil if there is none, or if it is one of ``unreadTypes``.
  public subscript(name: String) -> Tensor? {
    tensors.first { $0.name == name }
  }

  /// Reads a safetensors file; F16, BF16 and F64 elements are converted to single precision, arrays
  /// of other types are left out.
  ///
  /// - Throws: ``SafeTensorsError`` when the file cannot be read or is damaged.
  public init(contentsOf url: URL) throws(SafeTensorsError) {
    let data: Data
    do {
      data = try contents(of: url)
    } catch {
      throw .file(error)
    }
    try self.init(data, named: url.path)
  }

  /// Writes a safetensors file, whole or not at all; see ``data(as:)``.
  ///
  /// - Throws: ``FileError/unwritable(path:reason:)``.
  public func write(to url: URL, as type: ElementType = .f32) throws(FileError) {
    try writeAtomically(data(as: type), to: url)
  }
}
