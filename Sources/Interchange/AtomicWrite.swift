public import Foundation
import NumericCore

/// Writes a file so that at any moment, even after a crash, its path holds either the old contents
/// or the new ones, whole.
///
/// The bytes go to a new file in the same folder, are forced to the disk, and take the path's place
/// in one step.  A symbolic link stays and the file it names is replaced; a device or a pipe is
/// written to directly.  After a failure no half-written file is left.
///
/// - Throws: ``FileError/unwritable(path:reason:)`` when the folder is missing or may not be
///   written, the disk is full, or `url` is a folder.
public func writeAtomically(_ data: Data, to url: URL) throws(FileError) {
  let target = url.resolvingSymlinksInPath()
  do throws(SystemError) {
    var status = stat()
    let exists = stat(target.path, &status) == 0
    switch exists ? status.st_mode & S_IFMT : S_IFREG {
    case S_IFREG: try replace(target, with: data)
    case S_IFDIR: throw SystemError(code: EISDIR)
    default: try write(data, path: target.path, flags: O_WRONLY, synchronized: false)
    }
  } catch {
    throw .unwritable(path: url.path, reason: systemReason(code: error.code))
  }
}

/// Removes what a program that was killed while it wrote into `folder` left there.
package func removePartialFiles(in folder: URL) {
  let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
  for name in names where name.hasPrefix(".") && name.hasSuffix(partialSuffix) {
    unlink(folder.appending(path: name).path)
  }
}

/// How the names of files end that are not whole yet.
private let partialSuffix = ".partial"

/// A failed call to the operating system.
private struct SystemError: Error {
  var code = errno
}

private func replace(_ target: URL, with data: Data) throws(SystemError) {
  let folder = target.deletingLastPathComponent()
  let unique = String(UInt64.random(in: .min ... .max), radix: 36)
  let temporary = folder.appending(path: ".\(unique)\(partialSuffix)").path
  do throws(SystemError) {
    try write(data, path: temporary, flags: O_WRONLY | O_CREAT | O_EXCL, synchronized: true)
    guard rename(temporary, target.path) == 0 else { throw SystemError() }
  } catch {
    unlink(temporary)
    throw error
  }
  synchronizeFolder(folder)
}

private func write(
  _ data: Data, path: String, flags: Int32, synchronized: Bool
) throws(SystemError) {
  let descriptor = open(path, flags, 0o666)
  guard descriptor >= 0 else { throw SystemError() }
  let failure = data.withUnsafeBytes { writeAll($0, to: descriptor) }
  let synchronizing = failure == nil && synchronized && fsync(descriptor) != 0 ? errno : nil
  let closing = close(descriptor) != 0 ? errno : nil
  if let code = failure ?? synchronizing ?? closing { throw SystemError(code: code) }
}

/// Writes all bytes; the error number of the call that failed, if one did.
private func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int32? {
  var rest = bytes[...]
  while !rest.isEmpty {
    let count = write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
    if count >= 0 {
      rest = rest.dropFirst(count)
    } else if errno != EINTR {
      return errno
    }
  }
  return nil
}

/// Makes the new name last through a power cut, where the file system can; the file itself is safe.
private func synchronizeFolder(_ folder: URL) {
  let descriptor = open(folder.path, O_RDONLY)
  guard descriptor >= 0 else { return }
  fsync(descriptor)
  close(descriptor)
}
