import Foundation
import NumericCore

extension Manifest {
  /// The entries of a list laid out as LJSpeech's `metadata.csv`, and the faults of its lines: a name,
  /// the text as it is said behind the last bar, and perhaps the text as it was written, or, as Piper
  /// has it, a speaker between them; no line names columns.
  ///
  /// A name, with or without extension, is that of a sound file in `wavs` or `wav` beside the list, or
  /// in the list's folder.
  ///
  /// - Source: the README of LJSpeech, version 1.1.
  static func readBars(
    _ contents: String, of url: URL, _ textIsOptional: Bool
  ) throws(ManifestError) -> ([ManifestEntry], [ManifestError]) {
    var entries: [ManifestEntry] = []
    var faults: [ManifestError] = []
    var count: Int?
    for (index, line) in lines(of: contents).enumerated() where !line.allSatisfy(\.isWhitespace) {
      func fault(_ reason: String) -> ManifestError {
        .invalidLine(path: url.relativePath, line: index + 1, reason: reason)
      }
      let fields = line.split(separator: "|", omittingEmptySubsequences: false).map {
        $0.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      }
      let expected = count ?? min(max(fields.count, 2), 3)
      count = expected
      if fields.count != expected {
        let bars = fields.count > 1 ? "\(fields.count - 1) of |" : "no |"
        faults.append(fault("has \(bars), others \(expected - 1)"))
      } else if fields[expected - 1].isEmpty, !textIsOptional {
        faults.append(fault("has no text after the last |"))
      } else if let sound = sound(fields[0], besideList: url) {
        entries.append(
          ManifestEntry(
            audioPath: sound, text: fields[expected - 1], id: fields[0], source: url,
            line: index + 1))
      } else {
        faults.append(fault("names “\(fields[0])”, of which there is no sound file in wavs"))
      }
    }
    return (entries, faults)
  }

  /// Whether bars part the fields of a text's first line.
  static func hasBars(_ contents: String) -> Bool {
    let first = contents.drop(while: \.isWhitespace).prefix { !$0.isNewline }
    return first.contains("|") && !first.hasPrefix("{")
  }

  /// The sound file that a name stands for.
  private static func sound(_ name: String, besideList url: URL) -> URL? {
    let folders = ["wavs/", "wav/", ""]
    let endings = [""] + audioExtensions.map { "." + $0 }
    return folders.lazy.flatMap { folder in
      endings.lazy.map { url.neighbour(folder + name + $0) }
    }.first {
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: $0.path, isDirectory: &isFolder)
        && !isFolder.boolValue && !isPipeOrDevice($0.path)
    }
  }
}
