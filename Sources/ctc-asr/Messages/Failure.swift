import Foundation
import NumericCore

/// A failure that ends the program with exit code 1 and one line on standard error.
struct Failure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description.onOneLine
  }
}

/// Writes one line to standard error, on a terminal in place of a progress bar; where that is
/// closed, nobody wants to know.
func notice(_ line: String) {
  let error = FileHandle.standardError
  let start = isatty(error.fileDescriptor) == 1 ? "\r\u{1b}[K" : ""
  try? error.write(contentsOf: Data("\(start)\(line)\n".utf8))
}

/// Writes text to standard output as it is.
func output(_ text: String) throws {
  try output(Data(text.utf8))
}

/// Writes bytes to standard output.
func output(_ data: Data) throws {
  do {
    try FileHandle.standardOutput.write(contentsOf: data)
  } catch {
    throw Failure("cannot write standard output: \(systemReason(for: error))")
  }
}

/// A number of things in words, such as "1 fault" or "2 faults".
func counted(_ count: Int, _ thing: String) -> String {
  "\(count) \(thing)\(count == 1 ? "" : "s")"
}
