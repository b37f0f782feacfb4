import Foundation

/// A failure that ends the program with exit code 1 and one line on standard error.
struct Failure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}

/// Writes one line to standard error.
func notice(_ line: String) {
  FileHandle.standardError.write(Data((line + "\n").utf8))
}

/// Writes to standard output as it is.
func output(_ text: String) {
  FileHandle.standardOutput.write(Data(text.utf8))
}
