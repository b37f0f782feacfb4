import Foundation

/// What is written of the recording at `path` is called so: the file's name without its extension.
func recordingName(_ path: String) -> String {
  path == "-" ? "stdin" : URL(filePath: path).deletingPathExtension().lastPathComponent
}
