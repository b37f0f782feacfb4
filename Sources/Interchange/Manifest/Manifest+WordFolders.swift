import Foundation
import NumericCore

extension Manifest {
  /// The lists in a folder of ``readWordFolders(_:sounds:texts:_:)`` whose recordings are not to be
  /// learned from.
  private static let heldOutLists = ["testing_list.txt", "validation_list.txt"]

  /// What folders are called that are named after no word.
  private static let otherFolders: Set = [
    "audio", "clips", "data", "dev", "eval", "recordings", "test", "testing", "train", "training",
    "valid", "validation", "wav", "wavs",
  ]

  /// The recordings in folders that are named after the word that is said in them, as Speech Commands
  /// has them, and the faults of some; nil if the folders are not named so.
  ///
  /// All recordings are in folders of the one that is read, two at least with names such as words and
  /// single digits have; there is no text but in that folder itself, named like no recording.  The
  /// recordings that `testing_list.txt` and `validation_list.txt` name are left out, and so is what is
  /// in folders such as `_background_noise_`.  A file's name up to `_nohash_` is the speaker.
  ///
  /// - Throws: ``ManifestError/invalidLine(path:line:reason:)`` for a line of these lists that can be
  ///   no recording's, since what it was to keep out would be learned from.
  /// - Source: Warden, "Speech Commands: A Dataset for Limited-Vocabulary Speech Recognition", 2018,
  ///   and its README.
  static func readWordFolders(
    _ folder: URL, sounds: [URL], texts: [URL], _ notes: inout [String]
  ) throws(ManifestError) -> ([ManifestEntry], [ManifestError])? {
    let names = Set(sounds.map { $0.deletingLastPathComponent().lastPathComponent }).sorted()
    let words = names.filter { !isSetApart($0) }
    if let obstacle = obstacle(in: folder, sounds: sounds, texts: texts) {
      if areMostlyWords(sounds, in: folder) {
        notes.append("its folders are named like words, but are no texts, since \(obstacle)")
      }
      return nil
    }
    guard areWords(words) else { return nil }
    var lists: [String: Set<String>] = [:]
    for text in texts where heldOutLists.contains(text.lastPathComponent) {
      lists[text.lastPathComponent] = Set(try heldOutNames(text))
    }
    var entries: [ManifestEntry] = []
    var faults: [ManifestError] = []
    for sound in sounds.sorted(by: { $0.path < $1.path }) {
      let word = sound.deletingLastPathComponent().lastPathComponent
      guard !isSetApart(word) else { continue }
      guard !lists.values.contains(where: { $0.contains(wordPath(sound.path)) }) else { continue }
      do throws(ManifestError) {
        entries.append(try wordEntry(sound, source: sound, line: 1))
      } catch {
        faults.append(error)
      }
    }
    notes.append(
      "the names of its \(words.count) folders are the texts: "
        + words.prefix(10).joined(separator: ", ") + (words.count > 10 ? " …" : ""))
    notes.append("`ctc-asr decode --phrases FILE` with these texts writes nothing else")
    for name in names where isSetApart(name) {
      let noise = folder.appending(path: name).relativePath
      notes.append(
        "\(name) is no word and left out"
          + (name == "_background_noise_"
            ? "; recordings of noise serve as --set augmentation.noiseFolder=\(noise)" : ""))
    }
    let known = Set(sounds.map { wordPath($0.path) })
    for list in heldOutLists {
      notes += lists[list].map { heldOutNotes(on: $0, of: list, among: known) } ?? []
    }
    return (entries, faults)
  }

  /// What is in a folder that cannot be in one of ``readWordFolders(_:sounds:texts:_:)``.
  private static func obstacle(in folder: URL, sounds: [URL], texts: [URL]) -> String? {
    func first(_ urls: [URL]) -> String? { urls.map(\.relativePath).min() }
    if let sound = first(sounds.filter { !isBelow($0, folder) }) {
      return "\(sound) is in none of them"
    }
    let names = Set(sounds.map { $0.deletingLastPathComponent().lastPathComponent })
    if let other = names.sorted().first(where: { !isSetApart($0) && !isWord($0) }) {
      return "“\(other)” is not"
    }
    let recordings = Set(sounds.map { $0.deletingPathExtension().lastPathComponent })
    let text = first(
      texts.filter { text in
        !isDocument(text)
          && (text.deletingLastPathComponent().path != folder.path
            || recordings.contains(text.deletingPathExtension().lastPathComponent))
      })
    return text.map { "\($0) may be a recording's text" }
  }

  /// Whether nine of ten recordings are in folders with names of words.
  private static func areMostlyWords(_ sounds: [URL], in folder: URL) -> Bool {
    let names = sounds.filter { isBelow($0, folder) }
      .map { $0.deletingLastPathComponent().lastPathComponent }.filter(isWord)
    return names.count * 10 >= sounds.count * 9 && areWords(Set(names).sorted())
  }

  /// Whether a recording is in a folder of `folder`.
  private static func isBelow(_ sound: URL, _ folder: URL) -> Bool {
    sound.deletingLastPathComponent().deletingLastPathComponent().path == folder.path
  }

  /// How many recordings a list keeps out, and what it names in vain.
  private static func heldOutNotes(
    on names: Set<String>, of list: String, among recordings: Set<String>
  ) -> [String] {
    guard !names.isEmpty else { return ["\(list) is empty and leaves nothing out"] }
    var notes: [String] = []
    let unknown = names.subtracting(recordings).sorted()
    if unknown.count < names.count {
      notes.append(
        "recordings of \(list) left out: \(names.count - unknown.count); name the list to read them"
      )
    }
    if let first = unknown.first {
      notes.append(
        "\(unknown.count) \(unknown.count == 1 ? "line of \(list) names" : "lines of \(list) name") "
          + "no recording, the first “\(first)”")
    }
    return notes
  }

  /// The recordings that a list such as `testing_list.txt` in Speech Commands names, and the faults of
  /// its lines; nil if it is none.
  static func readWordList(
    _ contents: String, of url: URL
  ) -> ([ManifestEntry], [ManifestError])? {
    let names = lines(of: contents).map(\.trimmed).filter { !$0.isEmpty }
    guard names.allSatisfy(isWordPath),
      areWords(Set(names.map { String(wordPath($0).prefix { $0 != "/" }) }).sorted(), atLeast: 1)
    else { return nil }
    var entries: [ManifestEntry] = []
    var faults: [ManifestError] = []
    for (index, line) in lines(of: contents).enumerated() where !line.trimmed.isEmpty {
      let path = parts(of: line.trimmed).joined(separator: "/")
      let sound = url.neighbour(path)
      do throws(ManifestError) {
        entries.append(try wordEntry(sound, source: url, line: index + 1))
      } catch {
        faults.append(error)
      }
    }
    return (entries, faults)
  }

  /// The recordings, `word/x.wav`, that a list in a folder of words keeps out.
  private static func heldOutNames(_ list: URL) throws(ManifestError) -> [String] {
    var names: [String] = []
    for (index, line) in lines(of: try text(of: list)).enumerated() where !line.trimmed.isEmpty {
      guard isWordPath(line.trimmed) else {
        throw .invalidLine(
          path: list.relativePath, line: index + 1,
          reason: "is no recording such as yes/x.wav; correct it, or remove the list")
      }
      names.append(wordPath(line.trimmed))
    }
    return names
  }

  /// The parts of a path between slashes or backslashes, without those that are a dot; the first of a
  /// full path is empty.
  private static func parts(of path: String) -> [String] {
    path.replacing("\\", with: "/").split(separator: "/", omittingEmptySubsequences: false)
      .map(String.init).filter { $0 != "." }
  }

  /// The end of a recording's path, `word/x.wav`.
  private static func wordPath(_ path: String) -> String {
    parts(of: path).suffix(2).joined(separator: "/")
  }

  /// Whether a line of a list is a sound file's path, in full or `word/x.wav`.
  private static func isWordPath(_ path: String) -> Bool {
    let parts = parts(of: path)
    let isWhole = parts.first?.isEmpty == true || parts.first?.hasSuffix(":") == true
    return (isWhole ? parts.count > 2 : parts.count == 2)
      && audioExtensions.contains(URL(filePath: wordPath(path)).pathExtension.lowercased())
  }

  private static func wordEntry(
    _ sound: URL, source: URL, line: Int
  ) throws(ManifestError) -> ManifestEntry {
    if foreignExtensions.contains(sound.pathExtension.lowercased()) {
      throw .foreignSound(path: sound.relativePath)
    }
    if isPipeOrDevice(sound.path) { throw .notAFile(path: sound.relativePath) }
    return ManifestEntry(
      audioPath: sound, text: sound.deletingLastPathComponent().lastPathComponent,
      speaker: sound.lastPathComponent.range(of: "_nohash_").map {
        String(sound.lastPathComponent[..<$0.lowerBound])
      }, source: source, line: line)
  }

  /// Whether folders of these names may be named after words, as many as that at least.
  private static func areWords(_ names: [String], atLeast count: Int = 2) -> Bool {
    names.count { !otherFolders.contains($0.lowercased()) } >= count && names.allSatisfy(isWord)
  }

  /// Whether a name is of letters with what joins them, or a digit.
  private static func isWord(_ name: String) -> Bool {
    name.count == 1 && name.first?.isNumber == true
      || name.contains(where: \.isLetter)
        && name.allSatisfy { $0.isLetter || " _-'’".contains($0) }
  }

  /// Whether a folder is called like `_background_noise_`.
  private static func isSetApart(_ name: String) -> Bool {
    name.hasPrefix("_") && name.hasSuffix("_")
  }
}
