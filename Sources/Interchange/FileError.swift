import Foundation

/// Why a file could not be read or written.
public enum FileError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The file does not exist, may not be read, or the device failed.
  case unreadable(path: String, reason: String)
  /// The file may not be written, or the disk is full.
  case unwritable(path: String, reason: String)

  /// One line: what failed, where, and why.
  public var description: String {
    switch self {
    case .unreadable(let path, let reason): "cannot read \(path): \(reason)"
    case .unwritable(let path, let reason): "cannot write \(path): \(reason)"
    }
  }
}

/// The bytes of a file, mapped into memory.
func contents(of url: URL) throws(FileError) -> Data {
  do {
    return try Data(contentsOf: url, options: .alwaysMapped)
  } catch {
    throw .unreadable(path: url.path, reason: systemReason(for: error))
  }
}

/// The operating system's words for an error of Foundation's file functions, such as
/// "No such file or directory".
func systemReason(for error: any Error) -> String {
  let posix = (error as? CocoaError)?.underlying as? POSIXError
  return posix.map { systemReason(code: $0.code.rawValue) } ?? error.localizedDescription
}

/// The operating system's words for an error number.
func systemReason(code: Int32) -> String {
  String(cString: strerror(code))
}
