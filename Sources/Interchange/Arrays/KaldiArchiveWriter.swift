public import Foundation
public import NumericCore

/// Writes matrices as Kaldi keeps features: a binary archive (ark), and a script file (scp) that
/// tells where each begins.
///
///     var writer = try KaldiArchiveWriter(ark: folder.appending(path: "feats.ark"),
///                                         scp: folder.appending(path: "feats.scp"))
///     for (name, matrix) in features { try writer.append(matrix, key: name) }
///     try writer.finish()
///
/// Matrices are written as they come, single-precision.  A line of the scp is `key path:offset`, with
/// the archive's path as it was given.  Both files take their places when they are finished; a
/// writer that goes away before leaves nothing behind.
///
/// - Source: Kaldi, util/kaldi-table-inl.h and matrix/kaldi-matrix.cc; read by kaldiio as well.
public struct KaldiArchiveWriter: ~Copyable {
  private let archive: OutputFile
  private let script: OutputFile?
  private let path: String
  private var keys: Set<String> = []

  /// Begins an archive at `ark` and, if wanted, its script file at `scp`.
  ///
  /// - Throws: ``FileError/unwritable(path:reason:)``.
  public init(ark: URL, scp: URL?) throws(FileError) {
    let script: OutputFile? = if let scp { try OutputFile(scp) } else { nil }
    self.init(archive: try OutputFile(ark), script: script, path: ark.relativePath)
  }

  /// Begins an archive that has no script file.
  package init(_ archive: OutputFile) {
    self.init(archive: archive, script: nil, path: "")
  }

  private init(archive: OutputFile, script: OutputFile?, path: String) {
    self.archive = archive
    self.script = script
    self.path = path
  }

  /// Writes the next matrix.
  ///
  /// A matrix without rows is written without columns: Kaldi knows no other empty one.
  ///
  /// - Throws: ``KaldiArchiveError`` when `key` is empty, has a space in it or was there before, or
  ///   the files cannot be written.
  public mutating func append(_ matrix: Matrix, key: String) throws(KaldiArchiveError) {
    try begin(key, rows: matrix.rows, columns: matrix.columns)
    try writing { () throws(FileError) in try archive.append(matrix.elements) }
  }

  /// Writes the next matrix, whose rows are spooled.
  package mutating func append(_ rows: SpooledRows, key: String) throws(KaldiArchiveError) {
    try begin(key, rows: rows.count, columns: rows.columns)
    try writing { () throws(FileError) in try rows.write(to: archive) }
  }

  /// Puts the files into their places.
  ///
  /// - Throws: ``FileError/unwritable(path:reason:)``.
  public consuming func finish() throws(FileError) {
    try archive.finish()
    try script?.finish()
  }

  private mutating func begin(
    _ key: String, rows: Int, columns: Int
  ) throws(KaldiArchiveError) {
    guard !key.isEmpty, !key.contains(where: \.isWhitespace) else { throw .invalidKey(key) }
    guard keys.insert(key).inserted else { throw .duplicateKey(key) }
    let key = Data("\(key) ".utf8)
    let line = key + Data("\(path):\(archive.byteCount + key.count)\n".utf8)
    var header = key + Data("\0BFM ".utf8)
    for count in [rows, rows == 0 ? 0 : columns] {
      header.append(4)
      withUnsafeBytes(of: Int32(count).littleEndian) { header.append(contentsOf: $0) }
    }
    try writing { () throws(FileError) in
      try script?.append(line)
      try archive.append(header)
    }
  }

  private func writing(_ body: () throws(FileError) -> Void) throws(KaldiArchiveError) {
    do {
      try body()
    } catch {
      throw .file(error)
    }
  }
}

/// Why a matrix cannot be put into a Kaldi archive.
public enum KaldiArchiveError: DescribedError, Sendable, Equatable {
  /// The files cannot be written.
  case file(FileError)
  /// The key is empty or has a space in it, where Kaldi's tables end a key.
  case invalidKey(String)
  /// The archive has a matrix of this key already.
  case duplicateKey(String)

  /// One line: what is wrong and what to do.
  public var description: String { sentence.onOneLine }

  private var sentence: String {
    switch self {
    case .file(let error): error.description
    case .invalidKey(let key):
      "'\(key)' cannot be a key of a Kaldi archive; name it without spaces"
    case .duplicateKey(let key): "the Kaldi archive has a matrix '\(key)' already; rename one"
    }
  }
}
