public import Foundation
import NumericCore

/// A list of recordings with their texts: what a recognizer is trained and measured on.
public struct Manifest: Sendable, Equatable {
  /// The recordings in the order of the file, or of their names in a folder.
  public var entries: [ManifestEntry]
  /// What is worth telling of how the recordings were found, a line each.
  public internal(set) var notes: [String] = []

  /// The extensions, in lower case, by which a folder's sound files are known.
  public static let audioExtensions = [
    "wav", "flac", "ogg", "oga", "opus", "mp3", "aiff", "aif", "au", "caf", "rf64", "w64",
  ]

  /// Extensions, in lower case, of sound files that are not read.
  static let foreignExtensions = [
    "m4a", "aac", "wma", "amr", "mp4", "webm", "mka", "3gp", "mkv", "mov",
  ]

  /// A list of these recordings.
  public init(entries: [ManifestEntry] = []) {
    self.entries = entries
  }

  /// Reads JSON lines, a table (`.csv`, `.tsv`), or a folder: one of Kaldi's with `wav.scp`, one laid
  /// out as LJSpeech with `metadata.csv`, as LibriSpeech with `*.trans.txt` (each of these files may
  /// also be named itself), or one in which, and in the folders in it, every `x.wav` has its text,
  /// or labels of Audacity for its parts, in `x.txt`, beside it or in a folder parallel to its own
  /// (`wav/x.wav`, `txt/x.txt`), or its parts in `x.TextGrid` of Praat, `x.srt` or
  /// `x.vtt`, the first of these that is there; or one of folders that are named after what is said in
  /// their recordings, as in Speech Commands, whose `testing_list.txt` may also be named.
  ///
  /// A line is an object with `audio_filepath` (relative to the manifest's folder), `text` and, if
  /// known, `duration` in seconds, `offset` where it begins in the file, its `channel` there, counted
  /// from 1, `speaker` and `id`; the first two may be called as tables call them, such as `file_name`
  /// and `transcription` of Hugging Face's `metadata.jsonl`, which counts in its folder.  Blank lines,
  /// Windows line ends and a byte order mark
  /// do no harm; other members are ignored.
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
    var notes: [String] = []
    let (entries, faults) = try readEntries(url, relativeTo: folder, textIsOptional, &notes)
    guard !entries.isEmpty || !faults.isEmpty else { throw .empty(path: url.relativePath) }
    var manifest = Manifest(entries: entries)
    manifest.notes = notes
    return (manifest, faults)
  }

  private static func readEntries(
    _ url: URL, relativeTo folder: URL?, _ textIsOptional: Bool, _ notes: inout [String]
  ) throws(ManifestError) -> ([ManifestEntry], [ManifestError]) {
    var isFolder: ObjCBool = false
    _ = FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
    guard isFolder.boolValue else {
      return try readFile(url, relativeTo: folder, textIsOptional)
    }
    func has(_ name: String) -> Bool {
      FileManager.default.fileExists(atPath: url.appending(path: name).path)
    }
    if has("wav.scp") { return try readKaldiFolder(url, textIsOptional) }
    if has("metadata.csv"), has("wavs") || has("wav") {
      return try readTable(url.appending(path: "metadata.csv"), textIsOptional)
    }
    let (names, unreadable) = try listing(of: url)
    let transcripts = names.filter { $0.hasSuffix(".trans.txt") }.map { url.appending(path: $0) }
      .filter { !isPipeOrDevice($0.path) }
    let (entries, faults) =
      transcripts.isEmpty
      ? try readFolder(url, names, textIsOptional, &notes) : readTranscripts(transcripts)
    return (entries, unreadable + faults)
  }

  private static func readFile(
    _ url: URL, relativeTo folder: URL?, _ textIsOptional: Bool
  ) throws(ManifestError) -> ([ManifestEntry], [ManifestError]) {
    let name = url.lastPathComponent
    if name == "wav.scp" {
      return try readKaldiFolder(url.deletingLastPathComponent(), textIsOptional)
    }
    if name.hasSuffix(".trans.txt") { return readTranscripts([url]) }
    if FileManager.default.fileExists(atPath: url.path) {
      let kind = url.pathExtension.lowercased()
      if ["csv", "tsv"].contains(kind) { return try readTable(url, textIsOptional) }
      if (audioExtensions + foreignExtensions).contains(kind) {
        throw .soundFile(path: url.relativePath)
      }
      if isPart(url) {
        throw .part(
          path: url.relativePath, folder: url.deletingLastPathComponent().relativePath)
      }
      if kind == "txt" {
        let contents = try text(of: url)
        if isTable(contents, url) { return try readTable(url, textIsOptional) }
        if let list = readWordList(contents, of: url) { return list }
      }
    }
    return try readLines(url, relativeTo: folder, textIsOptional)
  }

  /// Whether a file is one of those that make a data set together with others in its folder.
  private static func isPart(_ url: URL) -> Bool {
    func exists(_ url: URL) -> Bool { FileManager.default.fileExists(atPath: url.path) }
    if ["text", "segments", "utt2spk"].contains(url.lastPathComponent) {
      return exists(url.neighbour("wav.scp"))
    }
    let stem = url.deletingPathExtension()
    return (url.pathExtension.lowercased() == "txt" || TimedLine.isFile(url))
      && audioExtensions.contains {
        exists(stem.appendingPathExtension($0))
          || exists(stem.appendingPathExtension($0.uppercased()))
      }
  }
}
