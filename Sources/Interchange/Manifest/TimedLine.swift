package import Foundation

/// A part of a recording and what is said in it, as a file of subtitles or of a TextGrid has it.
package struct TimedLine: Sendable, Equatable {
  /// What is said, in one line.
  package var text: String
  /// Where it begins and ends, in seconds.
  package var start, end: Double
  /// Where the file says so, counted from 1.
  package var line: Int
  /// Who says it, where the file tells.
  package var speaker: String?

  /// The extensions, in lower case, of files that have such parts; of several beside a recording the
  /// first counts.
  package static let extensions = ["textgrid", "srt", "vtt"]

  /// Whether a file's name is that of one.
  package static func isFile(_ url: URL) -> Bool {
    extensions.contains(url.pathExtension.lowercased())
  }

  /// The parts that a file of ``extensions`` has, in its order, and the faults of the others.
  ///
  /// - Throws: ``ManifestError`` when there is nothing to read parts from.
  package static func read(
    _ url: URL
  ) throws(ManifestError) -> (lines: [TimedLine], faults: [ManifestError]) {
    let contents = try Manifest.text(of: url)
    let found =
      url.pathExtension.lowercased() == "textgrid"
      ? try textGridLines(contents, of: url) : cueLines(contents, of: url)
    var lines: [TimedLine] = []
    var faults = found.faults
    for line in found.lines where !line.text.isEmpty {
      if line.start >= 0, line.end > line.start {
        lines.append(line)
      } else {
        let times =
          line.start < 0 ? "begins before the recording" : "ends where it begins, or before"
        faults.append(
          .invalidLine(
            path: url.relativePath, line: line.line,
            reason: "names no part of the recording; it \(times)"))
      }
    }
    guard !lines.isEmpty || !faults.isEmpty else { throw .silent(path: url.relativePath) }
    return (lines, faults)
  }
}

extension Manifest {
  /// The parts of a recording that a file beside it names, and the faults of its lines.
  static func readTimedLines(
    _ url: URL, sound: URL
  ) throws(ManifestError) -> ([ManifestEntry], [ManifestError]) {
    let (lines, faults) = try TimedLine.read(url)
    let entries = lines.map {
      ManifestEntry(
        audioPath: sound, duration: $0.end - $0.start, offset: $0.start, text: $0.text,
        speaker: $0.speaker, source: url, line: $0.line)
    }
    return (entries, faults)
  }
}
