public import Foundation

/// Writes a file so that at any moment, even after a crash, its path holds either the old contents
/// or the new ones, whole.
///
/// The bytes go to a new file in the same folder, are forced to the disk, and take the path's place
/// in one step; its permissions stay as they were.  A symbolic link stays and the file it names is
/// replaced; a device or a pipe is written to directly.  After a failure no half-written file is left.
///
/// - Throws: ``FileError/unwritable(path:reason:)`` when the folder is missing or may not be
///   written, the disk is full, or `url` is a folder.
public func writeAtomically(_ data: Data, to url: URL) throws(FileError) {
  let file = try OutputFile(url)
  try file.append(data)
  try file.finish()
}

/// Removes what a program that was killed while it wrote into `folder` left there.
package func removePartialFiles(in folder: URL) {
  let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
  for name in names where name.hasPrefix(".") && name.hasSuffix(partialSuffix) {
    unlink(folder.appending(path: name).path)
  }
}
