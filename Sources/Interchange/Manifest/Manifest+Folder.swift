import Foundation
import NumericCore

extension Manifest {
  /// Names, in lower case, of texts that a folder may hold beside those of its recordings.
  private static let documents: Set = ["readme", "license", "licence", "copying", "changelog"]

  /// The pairs of sound and text files in a folder, sorted by name, and the files without a pair.
  static func readFolder(
    _ folder: URL
  ) throws(ManifestError) -> ([ManifestEntry], [ManifestError]) {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    } catch {
      throw .file(.unreadable(path: folder.path, reason: systemReason(for: error)))
    }
    var audio: [String: [URL]] = [:]
    var texts: [String: URL] = [:]
    for name in names where !name.hasPrefix(".") {
      let url = folder.appending(path: name)
      let stem = url.deletingPathExtension().lastPathComponent
      if url.pathExtension.lowercased() == "txt" {
        texts[stem] = url
      } else if audioExtensions.contains(url.pathExtension.lowercased()) {
        audio[stem, default: []].append(url)
      }
    }
    var entries: [ManifestEntry] = []
    var faults: [ManifestError] = []
    for (stem, recordings) in audio where texts[stem] == nil {
      faults.append(.missingText(audioPath: recordings[0].path))
    }
    for (stem, text) in texts
    where audio[stem] != nil || !documents.contains(stem.lowercased()) {
      do throws(ManifestError) {
        entries.append(try entry(recordings: audio[stem, default: []], text: text))
      } catch {
        faults.append(error)
      }
    }
    entries.sort { $0.source.path < $1.source.path }
    faults.sort { $0.description < $1.description }
    return (entries, faults)
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
