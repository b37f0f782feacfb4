import Foundation

extension Manifest {
  /// Names, in lower case, of texts that a folder may hold beside those of its recordings.
  private static let documents: Set = ["readme", "license", "licence", "copying", "changelog"]

  /// The pairs of sound and text files among the `names` in a folder, sorted by name, and the files
  /// without a pair.
  ///
  /// - Throws: ``ManifestError/lists(path:names:)``.
  static func readFolder(
    _ folder: URL, _ names: [String], _ textIsOptional: Bool
  ) throws(ManifestError) -> ([ManifestEntry], [ManifestError]) {
    var audio: [String: [URL]] = [:]
    var foreign: [String: URL] = [:]
    var texts: [String: URL] = [:]
    var foldersOfSound: Set = [folder.path]
    for name in names {
      let url = folder.appending(path: name)
      let stem = url.deletingPathExtension().path
      switch url.pathExtension.lowercased() {
      case "txt": texts[stem] = url
      case let kind where audioExtensions.contains(kind):
        audio[stem, default: []].append(url)
        foldersOfSound.insert(url.deletingLastPathComponent().path)
      case let kind where foreignExtensions.contains(kind):
        foreign[stem] = url
        foldersOfSound.insert(url.deletingLastPathComponent().path)
      default: break
      }
    }
    // A folder without sound, such as a model's, may have texts of its own.
    texts = texts.filter { foldersOfSound.contains($0.value.deletingLastPathComponent().path) }
    var entries: [ManifestEntry] = []
    var faults: [ManifestError] = []
    for (stem, recordings) in audio where texts[stem] == nil {
      faults.append(.missingText(audioPath: recordings[0].relativePath))
    }
    for (stem, text) in texts
    where audio[stem] != nil || !documents.contains(text.stem.lowercased()) {
      do throws(ManifestError) {
        if audio[stem] == nil, let sound = foreign[stem] {
          throw .foreignSound(path: sound.relativePath)
        }
        let (found, broken) = try self.entries(recordings: audio[stem, default: []], text: text)
        entries += found
        faults += broken
      } catch {
        faults.append(error)
      }
    }
    let endings = [".csv", ".tsv", ".jsonl"]
    let lists = names.filter { name in
      !name.contains("/") && endings.contains { name.lowercased().hasSuffix($0) }
    }
    if entries.isEmpty, lists.contains("metadata.csv") {
      return try readTable(folder.appending(path: "metadata.csv"), textIsOptional)
    }
    if entries.isEmpty, !lists.isEmpty { throw .lists(path: folder.relativePath, names: lists) }
    entries.sort { ($0.source.path, $0.line) < ($1.source.path, $1.line) }
    faults.sort { $0.description < $1.description }
    return (entries, faults)
  }

  private static func entries(
    recordings: [URL], text: URL
  ) throws(ManifestError) -> ([ManifestEntry], [ManifestError]) {
    switch recordings.count {
    case 0: throw .missingAudio(textPath: text.relativePath)
    case 1:
      let contents = try Self.text(of: text)
      if let labels = readLabels(contents, of: text, sound: recordings[0]) { return labels }
      let words = contents.split(whereSeparator: \.isWhitespace)
      return (
        [
          ManifestEntry(
            audioPath: recordings[0], text: words.joined(separator: " "), source: text)
        ], []
      )
    default:
      throw .ambiguousAudio(
        first: recordings[0].relativePath, second: recordings[1].relativePath)
    }
  }
}

extension URL {
  /// The file's name without its extension.
  fileprivate var stem: String { deletingPathExtension().lastPathComponent }
}
