import Foundation

extension Manifest {
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
    var audio: [String: URL] = [:]
    var texts: [String: URL] = [:]
    var faults: [ManifestError] = []
    for name in names where !name.hasPrefix(".") {
      let url = folder.appending(path: name)
      let stem = url.deletingPathExtension().lastPathComponent
      if url.pathExtension.lowercased() == "txt" {
        texts[stem] = url
      } else if audioExtensions.contains(url.pathExtension.lowercased()) {
        if let first = audio[stem] {
          faults.append(.ambiguousAudio(first: first.path, second: url.path))
        }
        audio[stem] = url
      }
    }
    var entries: [ManifestEntry] = []
    for stem in Set(audio.keys).union(texts.keys).sorted() {
      do throws(ManifestError) {
        entries.append(try entry(audio: audio[stem], text: texts[stem]))
      } catch {
        faults.append(error)
      }
    }
    return (entries, faults)
  }

  private static func entry(audio: URL?, text: URL?) throws(ManifestError) -> ManifestEntry {
    switch (audio, text) {
    case (let audio?, let text?):
      let words = try utf8Text(of: text).split(whereSeparator: \.isWhitespace)
      return ManifestEntry(audioPath: audio, text: words.joined(separator: " "), source: text)
    case (let audio?, nil): throw .missingText(audioPath: audio.path)
    case (nil, let text): throw .missingAudio(textPath: text?.path ?? "")
    }
  }
}
