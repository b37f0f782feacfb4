public import NumericCore

/// Why a file could not be read or written.
public enum FileError: DescribedError, Sendable, Equatable {
  /// The file does not exist, may not be read, or the device failed.
  case unreadable(path: String, reason: String)
  /// The file may not be written, or the disk is full.
  case unwritable(path: String, reason: String)

  /// One line: what failed, where, and why.
  public var description: String { sentence.onOneLine }

  private var sentence: String {
    switch self {
    case .unreadable(let path, let reason):
      "cannot read \(path): \(reason)"
        + (path.isRepaired ? "; its name is not UTF-8, rename it" : "")
    case .unwritable(let path, let reason): "cannot write \(path): \(reason)"
    }
  }
}
