import Foundation

extension Manifest {
  /// How columns of tables are called, in lower case, the first that is there counts.
  static let soundColumns = [
    "path", "audio_filepath", "audio_path", "wav_filename", "file_name", "filename", "file",
    "audio", "audio_file", "wav",
  ]
  static let textColumns = ["sentence", "text", "transcript", "transcription", "wrd"]
  private static let speakerColumns = ["client_id", "speaker", "speaker_id", "spk_id"]

  /// The entries of a table whose first line names the columns, among them one for the sound file
  /// and one for the text, and the faults of the other lines; or what ``readBars(_:_:_:)`` reads.
  ///
  /// Fields of a `.tsv` are parted by tabs, those of other tables by whatever parts the names.  Paths
  /// are relative to the table's folder, or to `clips` in it, as in Common Voice.  A row may be of a
  /// part of its file, see ``TableParts``.
  static func readTable(
    _ url: URL, _ textIsOptional: Bool
  ) throws(ManifestError) -> ([ManifestEntry], [ManifestError]) {
    let contents = try text(of: url)
    let delimiter = delimiter(of: contents, in: url)
    let rows = TableRows(contents, delimiter: delimiter).rows
    guard let header = rows.first else { return ([], []) }
    let names = columnNames(header)
    func column(_ known: [String]) -> Int? {
      known.lazy.compactMap { names.firstIndex(of: $0) }.first
    }
    let columns = header.fields.map { "“\($0)”" }.joined(separator: ", ")
    func missing(_ what: String, _ known: [String]) -> ManifestError {
      .invalidLine(
        path: url.relativePath, line: header.line,
        reason:
          "names no column for the \(what), but \(columns); call it "
          + "\(known.prefix(3).joined(separator: ", ")) or \(known[3])")
    }
    guard let sound = column(soundColumns) else {
      if delimiter == "|" { return try readBars(contents, of: url, textIsOptional) }
      throw missing("sound file", soundColumns)
    }
    let text = column(textColumns)
    guard text != nil || textIsOptional else { throw missing("text", textColumns) }
    let speaker = column(speakerColumns)
    let channels = column(["channel"])
    let parts = TableParts(columns: names)

    var entries: [ManifestEntry] = []
    var faults: [ManifestError] = []
    for row in rows.dropFirst() where row.fault != nil || !row.fields.allSatisfy(\.isEmpty) {
      func fault(_ reason: String) -> ManifestError {
        .invalidLine(path: url.relativePath, line: row.line, reason: reason)
      }
      if let reason = row.fault {
        faults.append(fault(reason))
      } else if row.fields.count != names.count {
        let fields = row.fields.count == 1 ? "1 field" : "\(row.fields.count) fields"
        faults.append(fault("has \(fields), the first line \(names.count)"))
      } else if row.fields[sound].isEmpty {
        faults.append(fault("names no sound file"))
      } else if let part = parts.part(in: row.fields) {
        do throws(ChannelError) {
          let inClips = url.neighbour("clips").appending(path: row.fields[sound])
          let exists = FileManager.default.fileExists(atPath: inClips.path)
          entries.append(
            ManifestEntry(
              audioPath: exists ? inClips : url.neighbour(row.fields[sound]),
              channel: try channels.map { row.fields[$0] }.flatMap(Self.channel),
              duration: part.duration, offset: part.offset,
              text: text.map { row.fields[$0] } ?? "",
              speaker: speaker.map { row.fields[$0] }.flatMap { $0.isEmpty ? nil : $0 },
              source: url, line: row.line))
        } catch {
          faults.append(fault(error.reason))
        }
      } else {
        faults.append(fault("names no part of its file: a start and a later end in seconds"))
      }
    }
    return (entries, faults)
  }

  /// Whether the first line of a text names a column for the sound file, or bars part it.
  static func isTable(_ contents: String, _ url: URL) -> Bool {
    let delimiter = delimiter(of: contents, in: url)
    return delimiter == "|"
      || TableRows(firstLine(of: contents), delimiter: delimiter).rows.first.map(columnNames)?
        .contains(where: soundColumns.contains) ?? false
  }

  private static func firstLine(of contents: String) -> String {
    String(contents.drop(while: \.isNewline).prefix { !$0.isNewline })
  }

  /// What parts the fields of a table: bars, if its first line has one, else what gives that line a
  /// name of ``soundColumns``, or most names.
  private static func delimiter(of contents: String, in url: URL) -> Unicode.Scalar {
    if url.pathExtension.lowercased() == "tsv" { return "\t" }
    let first = firstLine(of: contents)
    if hasBars(first) { return "|" }
    func names(_ delimiter: Unicode.Scalar) -> [String] {
      TableRows(first, delimiter: delimiter).rows.first.map(columnNames) ?? []
    }
    let delimiters: [Unicode.Scalar] = [",", ";", "\t"]
    return delimiters.first { names($0).contains(where: soundColumns.contains) }
      ?? delimiters.reversed().max { names($0).count < names($1).count } ?? ","
  }

  private static func columnNames(_ header: TableRows.Row) -> [String] {
    header.fields.map { $0.lowercased().trimmingCharacters(in: .whitespaces) }
  }
}
