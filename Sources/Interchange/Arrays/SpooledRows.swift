import Foundation
package import NumericCore

/// The rows of a matrix on their way to a file that must tell their number first.
///
/// A few are held in memory, more of them in a temporary file without a name, so that memory does
/// not grow with their number.
package final class SpooledRows {
  /// The number of columns.
  package let columns: Int
  /// The number of rows so far.
  package private(set) var count = 0
  private var elements: [Float] = []
  private var descriptor: Int32?

  private static let elementsInMemory = 1 << 16

  /// No rows yet.
  package init(columns: Int) {
    self.columns = columns
  }

  deinit {
    if let descriptor { close(descriptor) }
  }

  /// Takes more rows.
  ///
  /// - Throws: ``FileError/unwritable(path:reason:)`` when the temporary folder takes no more.
  /// - Precondition: `rows` has as many columns as this.
  package func append(_ rows: Matrix) throws(FileError) {
    precondition(rows.columns == columns, "\(rows.columns) columns for \(columns)")
    count += rows.rows
    elements += rows.elements
    guard elements.count > Self.elementsInMemory else { return }
    let descriptor = if let descriptor { descriptor } else { try Self.temporaryFile() }
    self.descriptor = descriptor
    if let code = elements.withUnsafeBytes({ writeAll($0, to: descriptor) }) {
      throw Self.failure(code)
    }
    elements.removeAll(keepingCapacity: true)
  }

  /// Writes all rows, one after the other.
  ///
  /// - Throws: ``FileError``.
  func write(to file: OutputFile) throws(FileError) {
    if let descriptor {
      var buffer = [UInt8](repeating: 0, count: 4 * Self.elementsInMemory)
      var offset = 0
      while true {
        let found = buffer.withUnsafeMutableBytes {
          pread(descriptor, $0.baseAddress, $0.count, off_t(offset))
        }
        if found < 0 && errno == EINTR { continue }
        guard found >= 0 else { throw Self.failure(errno) }
        guard found > 0 else { break }
        try file.append(Data(buffer.prefix(found)))
        offset += found
      }
    }
    try file.append(elements)
  }

  /// A new file that goes away when it is closed.
  private static func temporaryFile() throws(FileError) -> Int32 {
    let unique = String(UInt64.random(in: .min ... .max), radix: 36)
    let path = FileManager.default.temporaryDirectory.appending(path: "\(unique)\(partialSuffix)")
      .path
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL, 0o600)
    guard descriptor >= 0 else { throw failure(errno) }
    unlink(path)
    return descriptor
  }

  private static func failure(_ code: Int32) -> FileError {
    .unwritable(
      path: FileManager.default.temporaryDirectory.path, reason: systemReason(code: code))
  }
}
