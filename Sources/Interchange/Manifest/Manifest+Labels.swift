import Foundation

extension Manifest {
  /// The parts of a recording that the labels of Audacity beside it name, and the faults of their
  /// lines; nil if the text is no such file: lines of a start and an end in seconds and a text, parted by tabs.
  ///
  /// Lines that begin with a backslash, the frequencies of the label above, say nothing here.
  ///
  /// - Source: "Importing and Exporting Labels" in Audacity's manual.
  static func readLabels(
    _ contents: String, of url: URL, sound: URL
  ) -> ([ManifestEntry], [ManifestError])? {
    var entries: [ManifestEntry] = []
    var faults: [ManifestError] = []
    var isExact = false
    for (index, line) in lines(of: contents).enumerated()
    where !line.allSatisfy(\.isWhitespace) && !line.hasPrefix("\\\t") {
      let fields = line.split(separator: "\t", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3, let start = Double(fields[0]), let end = Double(fields[1]) else {
        return nil
      }
      isExact = isExact || fields[0].contains(".") || fields[1].contains(".")
      if start >= 0, end > start, end.isFinite {
        let words = fields[2].split(whereSeparator: \.isWhitespace)
        entries.append(
          ManifestEntry(
            audioPath: sound, duration: end - start, offset: start,
            text: words.joined(separator: " "), source: url, line: index + 1))
      } else {
        faults.append(
          .invalidLine(
            path: url.relativePath, line: index + 1,
            reason: "labels no part of the recording; it ends where it begins, or before"))
      }
    }
    // Three numbers may be what is said.
    return isExact ? (entries, faults) : nil
  }
}
