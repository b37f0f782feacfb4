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

/// Makes a folder unless it is there, and finds out before the work whether it takes files.
func makeFolder(_ folder: URL) throws(FileError) {
  do {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  } catch {
    throw .unwritable(path: folder.path, reason: systemReason(for: error))
  }
  guard access(folder.path, W_OK) == 0 else {
    throw .unwritable(path: folder.path, reason: systemReason(code: errno))
  }
}
