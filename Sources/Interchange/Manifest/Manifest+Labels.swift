import Foundation

extension Manifest {
  /// The parts of a recording that the labels of Audacity beside it name, and the faults of their
  /// lines; nil if the text does not begin as such a file: lines of a start and an end in seconds and a
  /// text, parted by tabs.
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
      func fault(_ reason: String) -> ManifestError {
        .invalidLine(path: url.relativePath, line: index + 1, reason: reason)
      }
      let fields = line.split(separator: "\t", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3, let start = seconds(fields[0]), let end = seconds(fields[1]) else {
        guard isExact else { return nil }
        faults.append(fault("is not a start, an end and a text, parted by tabs, as those above"))
        continue
      }
      isExact = isExact || fields[...1].contains { $0.contains { ".,".contains($0) } }
      if start >= 0, end > start, end.isFinite {
        let words = fields[2].split(whereSeparator: \.isWhitespace)
        entries.append(
          ManifestEntry(
            audioPath: sound, duration: end - start, offset: start,
            text: words.joined(separator: " "), source: url, line: index + 1))
      } else {
        faults.append(
          fault("labels no part of the recording; it ends where it begins, or before"))
      }
    }
    // Three numbers may be what is said.
    return isExact ? (entries, faults) : nil
  }

  /// A number of seconds, with a dot or, as some languages have it, a comma.
  private static func seconds(_ field: Substring) -> Double? {
    Double(field.replacing(",", with: "."))
  }
}
