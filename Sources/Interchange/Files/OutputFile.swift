package import Foundation
import NumericCore

/// A file that is written piece by piece and takes its place in one step, whole, when it is
/// finished.
///
/// Until then the bytes are in a new file in the same folder, which goes away if the writing is
/// given up.  A symbolic link stays and the file it names is replaced.  A device, a pipe or
/// standard output is written to directly.
package final class OutputFile {
  private let name: String
  private let descriptor: Int32
  /// Where the bytes are and where they belong; nil when they are written to their place directly.
  private let replacement: (temporary: String, target: URL)?
  private let survivesPowerCut: Bool
  private var isOpen = true
  /// The number of bytes so far.
  package private(set) var byteCount = 0

  /// A file that will stand at `url`.
  ///
  /// - Parameters:
  ///   - url: where it will stand.
  ///   - survivesPowerCut: whether its bytes are forced to the disk before it takes its place; of
  ///     many small files, that takes most of the time.
  /// - Throws: ``FileError/unwritable(path:reason:)`` when the folder is missing or may not be
  ///   written, or `url` is a folder.
  package init(_ url: URL, survivesPowerCut: Bool = true) throws(FileError) {
    name = url.path
    self.survivesPowerCut = survivesPowerCut
    let target = Self.target(of: url)
    var status = stat()
    let exists = stat(target.path, &status) == 0
    switch exists ? status.st_mode & S_IFMT : S_IFREG {
    case S_IFREG:
      let unique = String(UInt64.random(in: .min ... .max), radix: 36)
      let temporary = target.deletingLastPathComponent()
        .appending(path: ".\(unique)\(partialSuffix)").path
      descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL, 0o666)
      replacement = (temporary, target)
    case S_IFDIR:
      throw .unwritable(path: url.path, reason: systemReason(code: EISDIR))
    default:
      descriptor = open(target.path, O_WRONLY)
      replacement = nil
    }
    guard descriptor >= 0 else {
      isOpen = false
      throw .unwritable(path: url.path, reason: systemReason(code: errno))
    }
    guard let replacement else { return }
    UnfinishedFiles.insert(replacement.temporary)
    if exists { fchmod(descriptor, status.st_mode & 0o777) }
  }

  /// Where a file stands, or will stand: at the end of all links.
  private static func target(of url: URL) -> URL {
    var target = url.absoluteURL.resolvingSymlinksInPath()
    // One that names nothing yet is left, and so is one that goes round in a circle.
    for _ in 0..<32 where !FileManager.default.fileExists(atPath: target.path) {
      guard let next = try? FileManager.default.destinationOfSymbolicLink(atPath: target.path)
      else { break }
      target = URL(filePath: next, relativeTo: target.deletingLastPathComponent()).absoluteURL
        .resolvingSymlinksInPath()
    }
    return target
  }

  private init(name: String, descriptor: Int32) {
    (self.name, self.descriptor, replacement) = (name, descriptor, nil)
    survivesPowerCut = false
  }

  /// The program's standard output.
  package static func standardOutput() -> OutputFile {
    OutputFile(name: "standard output", descriptor: STDOUT_FILENO)
  }

  deinit {
    guard isOpen else { return }
    closeUnlessStandard()
    if let replacement {
      unlink(replacement.temporary)
      UnfinishedFiles.forget(replacement.temporary)
    }
  }

  /// Whether bytes that are written already can be changed.
  package var canOverwrite: Bool { replacement != nil }

  /// Writes on.
  ///
  /// - Throws: ``FileError/unwritable(path:reason:)``, when the disk is full as a rule.
  package func append(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    try check(writeAll(bytes, to: descriptor))
    byteCount += bytes.count
  }

  /// Writes on.
  package func append(_ data: Data) throws(FileError) {
    try check(data.withUnsafeBytes { writeAll($0, to: descriptor) })
    byteCount += data.count
  }

  /// Writes on, numbers in the machine's order of bytes.
  package func append(_ floats: [Float]) throws(FileError) {
    try check(floats.withUnsafeBytes { writeAll($0, to: descriptor) })
    byteCount += 4 * floats.count
  }

  /// Replaces the bytes from the start of the file on.
  ///
  /// - Precondition: ``canOverwrite``.
  package func overwriteStart(with data: Data) throws(FileError) {
    precondition(canOverwrite, "\(name) cannot be written twice")
    guard lseek(descriptor, 0, SEEK_SET) == 0 else { return try check(errno) }
    try check(data.withUnsafeBytes { writeAll($0, to: descriptor) })
  }

  /// Puts the bytes into their place.
  ///
  /// - Throws: ``FileError/unwritable(path:reason:)``.
  package func finish() throws(FileError) {
    defer { isOpen = false }
    let isForced = replacement != nil && survivesPowerCut
    let synchronizing = isForced && fsync(descriptor) != 0 ? errno : nil
    let closing = closeUnlessStandard()
    guard let replacement else { return try check(closing) }
    defer { UnfinishedFiles.forget(replacement.temporary) }
    var failure = synchronizing ?? closing
    if failure == nil, rename(replacement.temporary, replacement.target.path) != 0 {
      failure = errno
    }
    guard failure == nil else {
      unlink(replacement.temporary)
      return try check(failure)
    }
    if isForced { synchronizeFolder(replacement.target.deletingLastPathComponent()) }
  }

  private func check(_ code: Int32?) throws(FileError) {
    if let code { throw .unwritable(path: name, reason: systemReason(code: code)) }
  }

  /// The error number of closing the file, if it failed.
  @discardableResult private func closeUnlessStandard() -> Int32? {
    descriptor != STDOUT_FILENO && close(descriptor) != 0 ? errno : nil
  }
}

/// How the names of files end that are not whole yet.
let partialSuffix = ".partial"

/// Writes all bytes; the error number of the call that failed, if one did.
func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int32? {
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
