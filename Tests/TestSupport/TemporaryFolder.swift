public import Foundation

/// Calls `body` with a new folder that holds these texts under these names, and removes it afterwards.
public func withTemporaryFolder<R>(
  of files: [String: String], _ body: (URL) throws -> R
) throws -> R {
  try withTemporaryFolder { folder in
    for (name, text) in files {
      let url = folder.appending(path: name)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url)
    }
    return try body(folder)
  }
}

/// Calls `body` with a new, empty folder and removes it afterwards.
public func withTemporaryFolder<R>(_ body: (URL) throws -> R) throws -> R {
  let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}

/// A text in UTF-16 with a byte order mark, as Praat and programs for Windows write it.
public func utf16(_ text: String, isBigEndian: Bool) -> Data {
  Data(
    ("\u{feff}" + text).utf16.flatMap { unit in
      let bytes = [UInt8(unit >> 8), UInt8(unit & 0xff)]
      return isBigEndian ? bytes : bytes.reversed()
    })
}
