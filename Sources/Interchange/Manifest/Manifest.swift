public import Foundation

/// A list of recordings with their texts: what a recognizer is trained and measured on.
public struct Manifest: Sendable, Equatable {
  /// The recordings in the order of the file, or of their names in a folder.
  public var entries: [ManifestEntry]

  /// The extensions, in lower case, by which a folder's sound files are known.
  public static let audioExtensions = [
    "wav", "flac", "ogg", "oga", "opus", "mp3", "aiff", "aif", "au", "caf", "rf64", "w64",
  ]

  /// A list of these recordings.
  public init(entries: [ManifestEntry] = []) {
    self.entries = entries
  }

  /// Reads JSON lines, a table (`.csv`, `.tsv`), or a folder: one of Kaldi's with `wav.scp` (which may
  /// also be named itself), one laid out as LibriSpeech with `*.trans.txt`, or one in which, and in
  /// the folders in it, every `x.wav` has its text in `x.txt`.
  ///
  /// A line is an object with `audio_filepath` (relative to the manifest's folder), `text` and, if
  /// known, `duration` in seconds, `offset` where it begins in the file, `speaker` and `id`.  Blank
  /// lines, Windows line ends and a byte order mark do no harm; other members are ignored.
  ///
  /// - Throws: ``ManifestError``, the first of those that ``read(_:relativeTo:textIsOptional:)`` collects.
  public init(contentsOf url: URL) throws(ManifestError) {
    let (manifest, faults) = try Self.read(url)
    if let fault = faults.first { throw fault }
    self = manifest
  }

  /// Reads what ``init(contentsOf:)`` reads, and collects every fault instead of stopping at one.
  ///
  /// - Parameters:
  ///   - url: the file or folder.
  ///   - folder: what paths in the file are relative to; by default the file's folder.
  ///   - textIsOptional: whether a recording without a text is no fault.
  /// - Returns: the sound entries and, in the order of lines or names, the faults of the others.
  /// - Throws: ``ManifestError`` when there is nothing to read entries from.
  public static func read(
    _ url: URL, relativeTo folder: URL? = nil, textIsOptional: Bool = false
  ) throws(ManifestError) -> (manifest: Manifest, faults: [ManifestError]) {
    let (entries, faults) = try readEntries(url, relativeTo: folder, textIsOptional)
    guard !entries.isEmpty || !faults.isEmpty else { throw .empty(path: url.path) }
    return (Manifest(entries: entries), faults)
  }

  private static func readEntries(
    _ url: URL, relativeTo folder: URL?, _ textIsOptional: Bool
  ) throws(ManifestError) -> ([ManifestEntry], [ManifestError]) {
    var isFolder: ObjCBool = false
    _ = FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
    guard isFolder.boolValue else {
      if url.lastPathComponent == "wav.scp" {
        return try readKaldiFolder(url.deletingLastPathComponent(), textIsOptional)
      }
      switch url.pathExtension.lowercased() {
      case "csv": return try readTable(url, delimiter: ",", textIsOptional)
      case "tsv": return try readTable(url, delimiter: "\t", textIsOptional)
      case let kind where audioExtensions.contains(kind):
        guard FileManager.default.fileExists(atPath: url.path) else { fallthrough }
        throw .soundFile(path: url.path)
      default: return try readLines(url, relativeTo: folder, textIsOptional)
      }
    }
    if FileManager.default.fileExists(atPath: url.appending(path: "wav.scp").path) {
      return try readKaldiFolder(url, textIsOptional)
    }
    let transcripts = try libriSpeechTranscripts(in: url)
    return transcripts.isEmpty ? try readFolder(url) : try readTranscripts(transcripts)
  }
}
