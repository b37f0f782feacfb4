import Foundation
import Interchange
import NumericCore

/// Writes a matrix as npy to a file, or to standard output for `-`.
func write(_ matrix: Matrix, to path: String) throws {
  if path == "-" {
    try output(matrix.npyData)
  } else {
    try matrix.writeNPY(to: URL(filePath: path))
  }
}

/// A file that will stand at `path`, or standard output for `-`.
func outputFile(_ path: String) throws(FileError) -> OutputFile {
  path == "-" ? .standardOutput() : try OutputFile(URL(filePath: path))
}

/// Refuses, before the work, an output whose place takes no file, and one that is read, of which
/// nothing would be left.
func check(outputs: [String], besides inputs: [String]) throws {
  let read = Set(inputs.compactMap(fileNumber))
  for output in outputs {
    try checkPlace(of: output)
    if let written = fileNumber(output), read.contains(written) {
      throw Failure("\(output) is read, and would be overwritten; name another file to write")
    }
  }
}

private func checkPlace(of output: String) throws {
  var status = stat()
  let folder = URL(filePath: output).deletingLastPathComponent().path
  if output != "-", stat(output, &status) != 0, access(folder, W_OK) != 0 {
    throw FileError.unwritable(path: output, reason: systemReason(code: errno))
  }
  if status.st_mode & S_IFMT == S_IFDIR {
    throw FileError.unwritable(path: output, reason: systemReason(code: EISDIR))
  }
}

/// What tells a file from all others, whatever its path; nil for one that is not there, a device or a
/// pipe.
func fileNumber(_ path: String) -> [UInt64]? {
  var status = stat()
  guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
  return [UInt64(truncatingIfNeeded: status.st_dev), UInt64(status.st_ino)]
}
