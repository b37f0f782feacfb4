package import Foundation
import NumericCore

/// Makes a folder unless it is there, and finds out before the work whether it takes files.
///
/// - Throws: ``FileError/unwritable(path:reason:)``.
package func makeFolder(_ folder: URL) throws(FileError) {
  var isDirectory: ObjCBool = false
  if FileManager.default.fileExists(atPath: folder.path, isDirectory: &isDirectory),
    !isDirectory.boolValue
  {
    throw .unwritable(path: folder.path, reason: "a file, not a folder; name another place")
  }
  do {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  } catch {
    throw .unwritable(path: folder.path, reason: systemReason(for: error))
  }
  guard access(folder.path, W_OK) == 0 else {
    throw .unwritable(path: folder.path, reason: systemReason(code: errno))
  }
}
