import Foundation
import NumericCore

extension Manifest {
  /// Names, in lower case, of texts that a folder may hold beside those of its recordings.
  private static let documents: Set = ["readme", "license", "licence", "copying", "changelog"]

  /// The pairs of sound and text files in a folder and the folders in it, sorted by name, and the
  /// files without a pair.
  ///
  /// - Throws: ``ManifestError/file(_:)`` when a folder cannot be read, and
  ///   ``ManifestError/lists(path:names:)``.
  static func readFolder(
    _ folder: URL
  ) throws(ManifestError) -> ([ManifestEntry], [ManifestError]) {
    let names = try names(in: folder)
    var audio: [String: [URL]] = [:]
    var texts: [String: URL] = [:]
    var foldersOfSound: Set = [folder.path]
    for name in names {
      let url = folder.appending(path: name)
      let stem = url.deletingPathExtension().path
      if url.pathExtension.lowercased() == "txt" {
        texts[stem] = url
      } else if audioExtensions.contains(url.pathExtension.lowercased()) {
        audio[stem, default: []].append(url)
        foldersOfSound.insert(url.deletingLastPathComponent().path)
      }
    }
    // A folder without sound, such as a model's, may have texts of its own.
    texts = texts.filter { foldersOfSound.contains($0.value.deletingLastPathComponent().path) }
    var entries: [ManifestEntry] = []
    var faults: [ManifestError] = []
    for (stem, recordings) in audio where texts[stem] == nil {
      faults.append(.missingText(audioPath: recordings[0].path))
    }
    for (stem, text) in texts
    where audio[stem] != nil || !documents.contains(text.stem.lowercased()) {
      do throws(ManifestError) {
        entries.append(try entry(recordings: audio[stem, default: []], text: text))
      } catch {
        faults.append(error)
      }
    }
    let endings = [".csv", ".tsv", ".jsonl"]
    let lists = names.filter { name in
      !name.contains("/") && endings.contains { name.lowercased().hasSuffix($0) }
    }
    if entries.isEmpty, !lists.isEmpty { throw .lists(path: folder.path, names: lists) }
    entries.sort { $0.source.path < $1.source.path }
    faults.sort { $0.description < $1.description }
    return (entries, faults)
  }

  /// The paths of all that is in a folder and the folders in it, relative to it, sorted; without what
  /// is hidden.
  private static func names(in folder: URL) throws(ManifestError) -> [String] {
    do {
      // A folder that is named by a link is not listed.
      return try FileManager.default.subpathsOfDirectory(
        atPath: folder.resolvingSymlinksInPath().path
      )
      .filter { !$0.hasPrefix(".") && !$0.contains("/.") }.sorted()
    } catch {
      let path = (error as NSError).userInfo[NSFilePathErrorKey] as? String ?? folder.path
      throw .file(.unreadable(path: path, reason: systemReason(for: error)))
    }
  }

  private static func entry(recordings: [URL], text: URL) throws(ManifestError) -> ManifestEntry {
    switch recordings.count {
    case 0: throw .missingAudio(textPath: text.path)
    case 1:
      let words = try Self.text(of: text).split(whereSeparator: \.isWhitespace)
      return ManifestEntry(
        audioPath: recordings[0], text: words.joined(separator: " "), source: text)
    default: throw .ambiguousAudio(first: recordings[0].path, second: recordings[1].path)
    }
  }
}

extension URL {
  /// The file's name without its extension.
  fileprivate var stem: String { deletingPathExtension().lastPathComponent }
}
