import Foundation
import NumericCore

extension Manifest {
  /// The entries of LibriSpeech's transcripts: lines `84-121123-0000 GO DO YOU HEAR`, the sound of
  /// that name beside them, the speaker before the first hyphen.
  ///
  /// - Source: the README of LibriSpeech, section 2.
  static func readTranscripts(
    _ files: [URL]
  ) -> ([ManifestEntry], [ManifestError]) {
    var entries: [ManifestEntry] = []
    var faults: [ManifestError] = []
    for file in files {
      let folder = file.deletingLastPathComponent()
      let lines: [String]
      do {
        lines = try textLines(at: file)
      } catch {
        faults.append(.file(error))
        continue
      }
      for (index, line) in lines.enumerated() where line.contains(where: { !$0.isWhitespace }) {
        func fault(_ reason: String) -> ManifestError {
          .invalidLine(path: file.relativePath, line: index + 1, reason: reason)
        }
        let words = line.split(whereSeparator: \.isWhitespace)
        let name = String(words[0])
        let sounds = audioExtensions.map { folder.appending(path: "\(name).\($0)") }.filter {
          FileManager.default.fileExists(atPath: $0.path)
        }
        if let pipe = sounds.first(where: { isPipeOrDevice($0.path) }) {
          faults.append(.notAFile(path: pipe.relativePath))
        } else if sounds.count == 1, words.count > 1 {
          entries.append(
            ManifestEntry(
              audioPath: sounds[0], text: words.dropFirst().joined(separator: " "),
              speaker: name.split(separator: "-").first.map(String.init), id: name, source: file,
              line: index + 1))
        } else if words.count == 1 {
          faults.append(fault("has no text after the name \(name)"))
        } else if sounds.isEmpty {
          faults.append(fault("names \(name), of which there is no sound file beside it"))
        } else {
          faults.append(
            .ambiguousAudio(first: sounds[0].relativePath, second: sounds[1].relativePath))
        }
      }
    }
    return (entries, faults)
  }
}
