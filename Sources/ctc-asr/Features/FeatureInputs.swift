import Foundation
import Interchange

/// A sound file, or a part of one, and what its features are called.
struct FeatureInput {
  let path: String
  /// The channel that a manifest names, counted from 1.
  let channel: Int?
  /// The recording of a manifest that is a part of the file.
  let part: ManifestEntry?
  /// Where a manifest names the recording, see `ManifestEntry.location`.
  let location: String?
  /// The name of the recording: its id in a manifest, or the file's name without extension.
  let key: String

  init(path: String) {
    self.path = path
    channel = nil
    part = nil
    location = nil
    key = recordingName(path)
  }

  /// The recording of a manifest; parts and channels without an id are called after their file and
  /// its line.
  init(_ entry: ManifestEntry) {
    path = entry.audioPath.path
    channel = entry.channel
    part = entry.offset == nil ? nil : entry
    location = entry.location
    let name = recordingName(path)
    key = entry.id ?? (part == nil && channel == nil ? name : "\(name)-\(entry.line)")
  }
}

extension [FeatureInput] {
  /// Throws unless the keys differ from each other and can be names of files, or of Kaldi's archive.
  func validateKeys(for format: FeaturesCommand.Format) throws {
    var first: [String: String] = [:]
    for input in self {
      if let other = first.updateValue(input.path, forKey: input.key) {
        throw Failure(
          "\(other) and \(input.path) would both be called \(input.key); rename one, or give them "
            + "an \"id\" in a manifest")
      }
      let forbidden: (Character) -> Bool =
        format == .ark ? { $0.isWhitespace } : { $0 == "/" || $0 == "\0" }
      if input.key.isEmpty || input.key.contains(where: forbidden) {
        throw Failure(
          "\(input.path): '\(input.key)' cannot be "
            + (format == .ark
              ? "a key of a Kaldi archive; name it without spaces"
              : "the name of a file; give it another \"id\""))
      }
    }
  }
}
