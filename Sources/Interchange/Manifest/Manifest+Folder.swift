import Foundation
import NumericCore

extension Manifest {
  /// Names, in lower case, of texts that a folder may hold beside those of its recordings.
  private static let documents: Set = ["readme", "license", "licence", "copying", "changelog"]

  /// Whether a text is no transcript by its name.
  static func isDocument(_ text: URL) -> Bool {
    documents.contains(text.deletingPathExtension().lastPathComponent.lowercased())
  }

  /// The pairs of sound and text files among the `names` in a folder, sorted by name, and the files
  /// without a pair; files of ``TimedLine`` count for recordings without a `.txt`, and then
  /// ``textsInParallelFolders(of:among:)``; without any text, ``readWordFolders(_:sounds:texts:_:)``.
  ///
  /// - Throws: ``ManifestError/lists(path:names:)``.
  static func readFolder(
    _ folder: URL, _ names: [String], _ textIsOptional: Bool, _ notes: inout [String]
  ) throws(ManifestError) -> ([ManifestEntry], [ManifestError]) {
    var audio: [String: [URL]] = [:]
    var foreign: [String: URL] = [:]
    var texts: [String: URL] = [:]
    var timed: [URL] = []
    var foldersOfSound: Set = [folder.path]
    for name in names {
      let url = folder.appending(path: name)
      let stem = url.deletingPathExtension().path
      switch url.pathExtension.lowercased() {
      case "txt": texts[stem] = url
      case let kind where audioExtensions.contains(kind):
        audio[stem, default: []].append(url)
        foldersOfSound.insert(url.deletingLastPathComponent().path)
      case let kind where foreignExtensions.contains(kind):
        foreign[stem] = url
        foldersOfSound.insert(url.deletingLastPathComponent().path)
      case _ where TimedLine.isFile(url): timed.append(url)
      default: break
      }
    }
    // A folder without sound, such as a model's, may have texts of its own.
    func isBesideSound(_ url: URL) -> Bool {
      foldersOfSound.contains(url.deletingLastPathComponent().path)
    }
    let distant = texts.filter { !isBesideSound($0.value) }
    texts = texts.filter { isBesideSound($0.value) }
    timed = timed.filter(isBesideSound)
    var entries: [ManifestEntry] = []
    var faults = add(timed, to: &texts) { audio[$0] != nil || foreign[$0] != nil }
    let silent = audio.filter { texts[$0.key] == nil }.compactMapValues(\.first)
    let parallel = textsInParallelFolders(of: silent, among: distant)
    texts.merge(parallel.texts) { beside, _ in beside }
    let endings = [".csv", ".tsv", ".jsonl"]
    let lists = names.filter { name in
      !name.contains("/") && endings.contains { name.lowercased().hasSuffix($0) }
    }
    let isTold = texts.keys.contains { audio[$0] != nil || foreign[$0] != nil }
    if !isTold, timed.isEmpty, lists.isEmpty, parallel.faults.isEmpty,
      let found = try readWordFolders(
        folder, sounds: Array(audio.values.joined()) + foreign.values, texts: Array(texts.values),
        &notes)
    {
      return found
    }
    for (stem, recordings) in audio where texts[stem] == nil {
      faults.append(
        parallel.faults[stem] ?? .missingText(audioPath: recordings[0].relativePath))
    }
    for (stem, text) in texts
    where audio[stem] != nil || !isDocument(text) {
      do throws(ManifestError) {
        if audio[stem] == nil, let sound = foreign[stem] {
          throw .foreignSound(path: sound.relativePath)
        }
        let (found, broken) = try self.entries(recordings: audio[stem, default: []], text: text)
        entries += found
        faults += broken
      } catch {
        faults.append(error)
      }
    }
    if entries.isEmpty, lists.contains("metadata.csv") {
      return try readTable(folder.appending(path: "metadata.csv"), textIsOptional)
    }
    if entries.isEmpty, lists.contains("metadata.jsonl") {
      return try readLines(
        folder.appending(path: "metadata.jsonl"), relativeTo: nil, textIsOptional)
    }
    if entries.isEmpty, !lists.isEmpty { throw .lists(path: folder.relativePath, names: lists) }
    entries.sort { ($0.source.path, $0.line) < ($1.source.path, $1.line) }
    faults.sort { $0.description < $1.description }
    return (entries, faults)
  }

  /// Adds files of subtitles and TextGrids to the texts of recordings that have none, also `x.en.srt`,
  /// where the first of ``TimedLine/extensions`` counts; the faults are those with equal rights.
  private static func add(
    _ timed: [URL], to texts: inout [String: URL], hasSound: (String) -> Bool
  ) -> [ManifestError] {
    var faults: [ManifestError] = []
    func rank(_ url: URL) -> Int? {
      TimedLine.extensions.firstIndex(of: url.pathExtension.lowercased())
    }
    let stems = Dictionary(grouping: timed) { url in
      let stem = url.deletingPathExtension()
      let short = stem.deletingPathExtension().path
      return !hasSound(stem.path) && hasSound(short) ? short : stem.path
    }
    for (stem, files) in stems where texts[stem] == nil {
      let best = files.min { (rank($0) ?? 0, $0.path) < (rank($1) ?? 0, $1.path) }
      texts[stem] = best
      for other in files where other != best && rank(other) == best.flatMap(rank) {
        faults.append(
          .ambiguousText(first: best?.relativePath ?? "", second: other.relativePath))
      }
    }
    return faults
  }

  private static func entries(
    recordings: [URL], text: URL
  ) throws(ManifestError) -> ([ManifestEntry], [ManifestError]) {
    if let pipe = (recordings + [text]).first(where: { isPipeOrDevice($0.path) }) {
      throw .notAFile(path: pipe.relativePath)
    }
    switch recordings.count {
    case 0: throw .missingAudio(textPath: text.relativePath)
    case 1 where TimedLine.isFile(text): return try readTimedLines(text, sound: recordings[0])
    case 1:
      let contents = try Self.text(of: text)
      if let labels = readLabels(contents, of: text, sound: recordings[0]) { return labels }
      let words = contents.split(whereSeparator: \.isWhitespace)
      return (
        [
          ManifestEntry(
            audioPath: recordings[0], text: words.joined(separator: " "), source: text)
        ], []
      )
    default:
      throw .ambiguousAudio(
        first: recordings[0].relativePath, second: recordings[1].relativePath)
    }
  }
}
