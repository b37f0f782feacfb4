import ArgumentParser
import Foundation
import NumericCore

/// What to do about the first argument that was read as options although it names a file, such as a
/// shell puts there for `*`; nil if there is none.
func dashedFileName(in arguments: some Sequence<String>) -> ValidationError? {
  let name = arguments.prefix { $0 != "--" }.first {
    $0.count > 1 && $0.hasPrefix("-") && !["-h", "--help", "--version"].contains($0)
      && FileManager.default.fileExists(atPath: $0)
  }
  return name.map {
    ValidationError(
      "\($0) is a file, but is read as options; write ./\($0), or -- before all files".onOneLine)
  }
}
