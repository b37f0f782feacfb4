import Foundation

extension Manifest {
  /// The entries of a Kaldi data directory: `wav.scp`, `text` and, if they are there, `segments` and
  /// `utt2spk`; and the faults of their lines.
  ///
  /// Paths are relative to the directory if there is such a file, else to the current one, as in
  /// Kaldi.  Commands in `wav.scp` (`sph2pipe … |`) are not run.
  ///
  /// - Source: "Data preparation" in Kaldi's documentation; for channels in `segments`, its
  ///   extract-segments.
  static func readKaldiFolder(
    _ folder: URL, _ textIsOptional: Bool
  ) throws(ManifestError) -> ([ManifestEntry], [ManifestError]) {
    var faults: [ManifestError] = []
    let recordings = try KaldiTable(folder.appending(path: "wav.scp"), &faults)
    let texts = try KaldiTable(
      folder.appending(path: "text"), mayBeMissing: textIsOptional, allowsNothing: true, &faults)
    let segments = try KaldiTable(folder.appending(path: "segments"), mayBeMissing: true, &faults)
    let speakers = try KaldiTable(folder.appending(path: "utt2spk"), mayBeMissing: true, &faults)
    let parts = segments.exists ? segments : recordings

    for sound in recordings.lines where sound.isCommand {
      faults.append(
        sound.fault(
          in: recordings.url, "is a command, which is not run; convert the sound and name a file"))
    }
    var entries: [ManifestEntry] = []
    for line in parts.lines {
      do throws(ManifestError) {
        let segment = segments.exists ? try Segment(line, in: parts.url) : nil
        let recording = segment?.recording ?? line.name
        guard let sound = recordings[recording] else {
          throw line.fault(in: parts.url, "names the recording \(recording), not in wav.scp")
        }
        guard !sound.isCommand else { continue }
        let text = texts[line.name]
        guard text != nil || textIsOptional else {
          throw line.fault(in: parts.url, "has no line \(line.name) in \(texts.url.relativePath)")
        }
        let source = text == nil ? parts.url : texts.url
        entries.append(
          ManifestEntry(
            audioPath: path(sound.value, in: folder), channel: segment?.channel,
            duration: segment?.duration, offset: segment?.offset, text: text?.value ?? "",
            speaker: speakers[line.name]?.value, id: line.name, source: source,
            line: text?.number ?? line.number))
      } catch {
        faults.append(error)
      }
    }
    for line in texts.lines where parts[line.name] == nil {
      faults.append(
        line.fault(in: texts.url, "has no line \(line.name) in \(parts.url.relativePath)"))
    }
    return (entries, faults)
  }

  private static func path(_ path: String, in folder: URL) -> URL {
    let beside = path.hasPrefix("/") ? URL(filePath: path) : folder.appending(path: path)
    return FileManager.default.fileExists(atPath: beside.path) ? beside : URL(filePath: path)
  }
}

/// A part of a recording.
private struct Segment {
  let recording: String
  let offset: Double
  /// nil up to the end of the recording, which Kaldi writes as an end of -1.
  let duration: Double?
  /// From 1 on; Kaldi counts from 0.
  let channel: Int?

  init(_ line: KaldiTable.Line, in file: URL) throws(ManifestError) {
    let fields = line.value.split(whereSeparator: \.isWhitespace)
    guard (3...4).contains(fields.count), let start = Double(fields[1]),
      let end = Double(fields[2]), start >= 0, end > start || end == -1, (end - start).isFinite
    else { throw line.fault(in: file, "is not a name, a recording, a start and a later end") }
    (recording, offset, duration) = (String(fields[0]), start, end == -1 ? nil : end - start)
    guard fields.count == 4 else {
      channel = nil
      return
    }
    guard let index = UInt16(fields[3]) else {
      throw line.fault(in: file, "has no channel behind the end, 0 for the first one")
    }
    channel = Int(index) + 1
  }
}

/// A file of lines that begin with a name.
private struct KaldiTable {
  struct Line {
    let name, value: String
    let number: Int

    /// Whether its value is a command that writes the sound, in place of a file.
    var isCommand: Bool { value.hasSuffix("|") }

    func fault(in file: URL, _ reason: String) -> ManifestError {
      .invalidLine(path: file.relativePath, line: number, reason: reason)
    }
  }

  let url: URL
  private(set) var exists = true
  private(set) var lines: [Line] = []
  private var numbers: [String: Int] = [:]

  /// - Parameters:
  ///   - url: the file.
  ///   - mayBeMissing: whether it is no error if it is not there.
  ///   - allowsNothing: whether nothing may follow a name.
  ///   - faults: gets those of the lines.
  /// - Throws: ``ManifestError/file(_:)`` when the file cannot be read.
  init(
    _ url: URL, mayBeMissing: Bool = false, allowsNothing: Bool = false,
    _ faults: inout [ManifestError]
  ) throws(ManifestError) {
    self.url = url
    if mayBeMissing, !FileManager.default.fileExists(atPath: url.path) {
      exists = false
      return
    }
    let texts: [String]
    do {
      texts = try textLines(at: url)
    } catch {
      throw .file(error)
    }
    for (index, text) in texts.enumerated() where text.contains(where: { !$0.isWhitespace }) {
      let words = text.split(maxSplits: 1, whereSeparator: \.isWhitespace)
      let value = words.count > 1 ? words[1].split(whereSeparator: \.isWhitespace) : []
      let line = Line(
        name: String(words[0]), value: value.joined(separator: " "), number: index + 1)
      if value.isEmpty && !allowsNothing {
        faults.append(line.fault(in: url, "has nothing after the name \(line.name)"))
      } else if let first = numbers[line.name] {
        faults.append(
          line.fault(in: url, "has the name \(line.name) of line \(lines[first].number) again"))
      } else {
        numbers[line.name] = lines.count
        lines.append(line)
      }
    }
  }

  /// The line of a name.
  subscript(name: String) -> Line? { numbers[name].map { lines[$0] } }
}
