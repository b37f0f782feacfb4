public import NumericCore

/// Why bytes are not an array that can be read as a matrix.
public enum NPYError: DescribedError, Sendable, Equatable {
  /// The file itself could not be read.
  case file(FileError)
  /// The bytes do not begin as an NPY file does, or its header makes no sense.
  case invalidHeader(source: String, reason: String)
  /// The elements are of another type than float32 or float64, little-endian.
  case unsupportedType(source: String, type: String)
  /// The array has not one or two dimensions, or is stored column by column.
  case unsupportedLayout(source: String, reason: String)
  /// There are more or fewer bytes than the shape needs.
  case wrongSize(source: String, expected: Int, found: Int)

  /// One line: what is wrong, where, and what to do.
  public var description: String { sentence.onOneLine }

  private var sentence: String {
    switch self {
    case .file(let error): error.description
    case .invalidHeader(let source, let reason): "\(source) is no NPY file: \(reason)"
    case .unsupportedType(let source, let type):
      "\(source) holds elements of type '\(type)'; save it as float32, '<f4'"
    case .unsupportedLayout(let source, let reason): "\(source) \(reason)"
    case .wrongSize(let source, let expected, let found):
      "\(source) has \(found) bytes of elements where its shape needs \(expected)"
    }
  }
}
