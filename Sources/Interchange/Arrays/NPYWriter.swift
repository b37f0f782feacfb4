public import Foundation
public import NumericCore

/// Writes an `.npy` file as its rows come, so that memory does not grow with their number.
///
///     var writer = try NPYWriter(to: url, columns: 80)
///     while let rows = try nextRows() { try writer.append(rows) }
///     try writer.finish()
///
/// The bytes are those of `Matrix.npyData`.  They take the place of the file in one
/// step when they are finished; a writer that goes away before leaves nothing behind.
public struct NPYWriter: ~Copyable {
  private let file: OutputFile
  private let columns: Int
  private var rows = 0
  /// The rows, where the file's start cannot be written again when their number is known.
  private let spool: SpooledRows?

  /// Begins a file of float32 of shape `[rows, columns]` at `url`.
  ///
  /// - Throws: ``FileError/unwritable(path:reason:)``.
  public init(to url: URL, columns: Int) throws(FileError) {
    try self.init(OutputFile(url), columns: columns)
  }

  /// Begins the contents of `file`.
  package init(_ file: OutputFile, columns: Int) throws(FileError) {
    self.file = file
    self.columns = columns
    spool = file.canOverwrite ? nil : SpooledRows(columns: columns)
    // The header has the same length whatever the number of rows.
    if spool == nil { try file.append(NPYHeader.bytes(rows: 0, columns: columns)) }
  }

  /// Writes the next rows.
  ///
  /// - Throws: ``FileError/unwritable(path:reason:)``.
  /// - Precondition: `rows` has the file's number of columns.
  public mutating func append(_ rows: Matrix) throws(FileError) {
    precondition(rows.columns == columns, "\(rows.columns) columns for \(columns)")
    self.rows += rows.rows
    if let spool { try spool.append(rows) } else { try file.append(rows.elements) }
  }

  /// Writes the number of rows and puts the file into its place.
  ///
  /// - Throws: ``FileError/unwritable(path:reason:)``.
  public consuming func finish() throws(FileError) {
    let header = NPYHeader.bytes(rows: rows, columns: columns)
    if let spool {
      try file.append(header)
      try spool.write(to: file)
    } else {
      try file.overwriteStart(with: header)
    }
    try file.finish()
  }
}
