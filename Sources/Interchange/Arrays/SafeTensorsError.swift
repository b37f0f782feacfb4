public import NumericCore

/// Why bytes are not a safetensors file that can be read.
public enum SafeTensorsError: DescribedError, Sendable, Equatable {
  /// The file itself could not be read.
  case file(FileError)
  /// The header is cut off, too long, or not the JSON it must be.
  case invalidHeader(source: String, reason: String)
  /// A tensor's place among the bytes contradicts its shape, another tensor, or the file's size.
  case invalidOffsets(source: String, tensor: String, reason: String)

  /// One line: what is wrong, where, and what to do.
  public var description: String { sentence.onOneLine }

  private var sentence: String {
    switch self {
    case .file(let error): error.description
    case .invalidHeader(let source, let reason):
      "\(source) is no safetensors file: \(reason)"
    case .invalidOffsets(let source, let tensor, let reason):
      "\(source) is damaged: tensor '\(tensor)' \(reason)"
    }
  }
}
