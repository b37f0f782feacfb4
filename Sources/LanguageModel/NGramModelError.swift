public import Interchange
public import NumericCore

/// Why a file is not a language model that can be read.
public enum NGramModelError: DescribedError, Sendable, Equatable {
  /// The file itself could not be read.
  case file(FileError)
  /// The gzip file is damaged or cut off.
  case invalidCompression(source: String, reason: String)
  /// A line of an ARPA file is not what must stand there; lines count from 1.
  case invalidLine(source: String, line: Int, reason: String)
  /// The ARPA file is sound line by line, and not as a whole.
  case invalidModel(source: String, reason: String)
  /// A file of the package's own form was made by another version, or is damaged.
  case invalidCache(source: String, reason: String)

  /// One line: what is wrong, where, and what to do.
  public var description: String { sentence.onOneLine }

  private var sentence: String {
    switch self {
    case .file(let error): error.description
    case .invalidCompression(let source, let reason):
      "\(source) cannot be unpacked: \(reason)"
    case .invalidLine(let source, let line, let reason): "\(source):\(line): \(reason)"
    case .invalidModel(let source, let reason): "\(source): \(reason)"
    case .invalidCache(let source, let reason):
      "\(source): \(reason); make it anew from the ARPA file"
    }
  }
}
