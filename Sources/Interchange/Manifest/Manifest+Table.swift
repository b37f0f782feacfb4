import Foundation

extension Manifest {
  /// How columns of tables are called, in lower case, the first that is there counts.
  private static let soundColumns = [
    "path", "audio_filepath", "audio_path", "wav_filename", "file_name", "filename", "file",
    "audio", "wav",
  ]
  private static let textColumns = ["sentence", "text", "transcript", "transcription", "wrd"]
  private static let speakerColumns = ["client_id", "speaker", "speaker_id", "spk_id"]

  /// The entries of a table whose first line names the columns, among them one for the sound file
  /// and one for the text, and the faults of the other lines.
  ///
  /// Paths are relative to the table's folder, or to `clips` in it, as in Common Voice.
  static func readTable(
    _ url: URL, delimiter: Unicode.Scalar, _ textIsOptional: Bool
  ) throws(ManifestError) -> ([ManifestEntry], [ManifestError]) {
    let rows = TableRows(try text(of: url), delimiter: delimiter).rows
    guard let header = rows.first else { return ([], []) }
    let names = header.fields.map { $0.lowercased() }
    func column(_ known: [String]) -> Int? {
      known.lazy.compactMap { names.firstIndex(of: $0) }.first
    }
    let columns = header.fields.map { "“\($0)”" }.joined(separator: ", ")
    func missing(_ what: String, _ known: [String]) -> ManifestError {
      .invalidLine(
        path: url.path, line: header.line,
        reason:
          "names no column for the \(what), but \(columns); call it "
          + "\(known.prefix(3).joined(separator: ", ")) or \(known[3])")
    }
    guard let sound = column(soundColumns) else { throw missing("sound file", soundColumns) }
    let text = column(textColumns)
    guard text != nil || textIsOptional else { throw missing("text", textColumns) }
    let speaker = column(speakerColumns)

    let folder = url.deletingLastPathComponent()
    let clips = folder.appending(path: "clips")
    var entries: [ManifestEntry] = []
    var faults: [ManifestError] = []
    for row in rows.dropFirst() {
      func fault(_ reason: String) -> ManifestError {
        .invalidLine(path: url.path, line: row.line, reason: reason)
      }
      if let reason = row.fault {
        faults.append(fault(reason))
      } else if row.fields.count != names.count {
        let fields = row.fields.count == 1 ? "1 field" : "\(row.fields.count) fields"
        faults.append(fault("has \(fields), the first line \(names.count)"))
      } else if row.fields[sound].isEmpty {
        faults.append(fault("names no sound file"))
      } else {
        let inClips = clips.appending(path: row.fields[sound])
        let exists = FileManager.default.fileExists(atPath: inClips.path)
        entries.append(
          ManifestEntry(
            audioPath: exists
              ? inClips : URL(filePath: row.fields[sound], relativeTo: folder).absoluteURL,
            text: text.map { row.fields[$0] } ?? "",
            speaker: speaker.map { row.fields[$0] }.flatMap { $0.isEmpty ? nil : $0 },
            source: url, line: row.line))
      }
    }
    return (entries, faults)
  }
}

/// The rows of a text of fields between delimiters.
///
/// A field in quotes may have delimiters, line ends and doubled quotes (RFC 4180).  Where tabs part
/// fields, a quote that is not closed before the next tab or line end is a quote like any character.
struct TableRows {
  struct Row: Equatable {
    var line: Int
    var fields: [String] = []
    /// What is wrong with the row, in words that follow "the line ".
    var fault: String?
  }

  private(set) var rows: [Row] = []
  /// Not characters, of which a delimiter with a mark behind it would be another one.
  private let bytes: [UInt8]
  private let delimiter: UInt8

  private static let (lineFeed, carriageReturn) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))
  private static let (quote, tab) = (UInt8(ascii: "\""), UInt8(ascii: "\t"))

  init(_ text: String, delimiter: Unicode.Scalar) {
    bytes = Array(text.utf8)
    self.delimiter = UInt8(ascii: delimiter)
    var position = 0
    var line = 1
    while position < bytes.count {
      var row = Row(line: line)
      var ended = false
      while !ended {
        if let (field, end) = quotedField(at: position) {
          row.fields.append(field)
          line += (position..<end).count { endsLine($0) }
          position = end
        } else {
          if delimiter != "\t", position < bytes.count, bytes[position] == Self.quote {
            row.fault = "has a quote that is not closed before a delimiter or the line's end"
          }
          let end = (position..<bytes.count).first { endsField($0) } ?? bytes.count
          row.fields.append(String(decoding: bytes[position..<end], as: UTF8.self))
          position = end
        }
        ended = position >= bytes.count || bytes[position] != self.delimiter
        if position < bytes.count { position += 1 }
      }
      if position < bytes.count, !endsLine(position - 1) { position += 1 }
      line += 1
      if row.fields != [""] { rows.append(row) }
    }
  }

  /// Whether the last byte of a line's end is at `position`.
  private func endsLine(_ position: Int) -> Bool {
    guard bytes[position] == Self.carriageReturn else { return bytes[position] == Self.lineFeed }
    return position + 1 >= bytes.count || bytes[position + 1] != Self.lineFeed
  }

  /// Whether a field that is not in quotes cannot go on at `position`.
  private func endsField(_ position: Int) -> Bool {
    guard position < bytes.count else { return true }
    let byte = bytes[position]
    return byte == delimiter || byte == Self.lineFeed || byte == Self.carriageReturn
  }

  /// The field in quotes that begins at `start`, and where it ends.
  private func quotedField(at start: Int) -> (field: String, end: Int)? {
    guard start < bytes.count, bytes[start] == Self.quote else { return nil }
    var field: [UInt8] = []
    var position = start + 1
    while position < bytes.count {
      if bytes[position] == Self.quote {
        position += 1
        if position >= bytes.count || bytes[position] != Self.quote {
          return endsField(position)
            ? (String(decoding: field, as: UTF8.self), position) : nil
        }
      } else if delimiter == Self.tab, endsField(position) {
        return nil
      }
      field.append(bytes[position])
      position += 1
    }
    return nil
  }
}
