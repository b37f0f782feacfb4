package import Foundation
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

/// The bytes of a file, mapped into memory; those of a pipe up to its end.
package func contents(of url: URL) throws(FileError) -> Data {
  do {
    // Of the file itself: a URL's properties are those of a symbolic link.
    var status = stat()
    guard stat(url.path, &status) != 0 || status.st_mode & S_IFMT == S_IFREG else {
      return try FileHandle(forReadingFrom: url).readToEnd() ?? Data()
    }
    return try Data(contentsOf: url, options: .alwaysMapped)
  } catch {
    throw .unreadable(path: url.path, reason: systemReason(for: error))
  }
}

/// The contents of a UTF-8 text file without a byte order mark.
package func textFile(at url: URL) throws(FileError) -> String {
  var data = try contents(of: url)
  if data.starts(with: [0xef, 0xbb, 0xbf]) { data = data.dropFirst(3) }
  guard let text = String(validating: data, as: UTF8.self) else {
    let isUTF16 = data.starts(with: [0xff, 0xfe]) || data.starts(with: [0xfe, 0xff])
    throw .unreadable(
      path: url.path, reason: "it is \(isUTF16 ? "UTF-16" : "not UTF-8"); save it as UTF-8")
  }
  return text
}

/// The lines of a UTF-8 text file, empty ones too, whether they end with LF, CR or both.
///
/// Other separators of Unicode, which a text may have been copied with, are white space in a line.
package func textLines(at url: URL) throws(FileError) -> [String] {
  try textFile(at: url).split(omittingEmptySubsequences: false) {
    $0 == "\n" || $0 == "\r\n" || $0 == "\r"
  }
  .map(String.init)
}
