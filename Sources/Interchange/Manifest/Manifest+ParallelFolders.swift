import Foundation

extension Manifest {
  /// The texts of recordings that stand in another folder, in whose path one name differs, as in
  /// `wav/anna/1.wav` and `txt/anna/1.txt`; and the faults of recordings that have several, or one
  /// of another recording.
  ///
  /// - Parameters:
  ///   - sounds: the paths of recordings without a text beside them, and without extension.
  ///   - texts: the texts in folders without sound, by their paths without extension.
  /// - Returns: the texts and the faults by the recordings' paths.
  static func textsInParallelFolders(
    of sounds: [String: URL], among texts: [String: URL]
  ) -> (texts: [String: URL], faults: [String: ManifestError]) {
    guard !sounds.isEmpty, !texts.isEmpty else { return ([:], [:]) }
    var places: [[Substring]: [URL]] = [:]
    for (path, text) in texts {
      for pattern in patterns(of: path) { places[pattern, default: []].append(text) }
    }
    var found: [String: URL] = [:]
    var owners: [URL: URL] = [:]
    var faults: [String: ManifestError] = [:]
    for (path, sound) in sounds.sorted(by: { $0.key < $1.key }) {
      let choice = patterns(of: path).flatMap { places[$0] ?? [] }.sorted { $0.path < $1.path }
      guard let text = choice.first else { continue }
      if choice.count > 1 {
        faults[path] = .ambiguousText(first: text.relativePath, second: choice[1].relativePath)
      } else if let other = owners[text] {
        faults[path] = .ambiguousAudio(first: other.relativePath, second: sound.relativePath)
      } else {
        found[path] = text
        owners[text] = sound
      }
    }
    return (found, faults)
  }

  /// A path with each of its folders in turn left open.
  private static func patterns(of path: String) -> [[Substring]] {
    let names = path.split(separator: "/")
    return names.indices.dropLast().map { index in
      var pattern = names
      pattern[index] = "*"
      return pattern
    }
  }
}
