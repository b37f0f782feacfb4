import Foundation
import NumericCore

extension Manifest {
  /// The lists in a folder of ``readWordFolders(_:sounds:texts:_:)`` whose recordings are not to be
  /// learned from.
  private static let heldOutLists = ["testing_list.txt", "validation_list.txt"]

  /// What folders are called that are named after no word.
  private static let otherFolders: Set = [
    "audio", "clips", "data", "dev", "eval", "recordings", "test", "testing", "train", "training",
    "valid",
    "validation", "wav", "wavs",
  ]

  /// The recordings in folders that are named after the word that is said in them, as Speech Commands
  /// has them, and the faults of some; nil if the folders are not named so.
  ///
  /// All recordings are in folders of the one that is read, two at least with names such as words and
  /// single digits have; there is no text but documents and lists such as `testing_list.txt`.  The
  /// recordings that this list and `validation_list.txt` name are left out, and so is what is in
  /// folders such as `_background_noise_`.  A file's name up to `_nohash_` is the speaker.
  ///
  /// - Source: Warden, "Speech Commands: A Dataset for Limited-Vocabulary Speech Recognition", 2018,
  ///   and its README.
  static func readWordFolders(
    _ folder: URL, sounds: [URL], texts: [URL], _ notes: inout [String]
  ) throws(ManifestError) -> ([ManifestEntry], [ManifestError])? {
    let folders = Set(sounds.map { $0.deletingLastPathComponent() })
    let names = folders.map(\.lastPathComponent).sorted()
    let words = names.filter { !isSetApart($0) }
    guard folders.allSatisfy({ $0.deletingLastPathComponent().path == folder.path }),
      areWords(words)
    else { return nil }
    var lists: [String: Set<String>] = [:]
    for text in texts where !isDocument(text) {
      guard text.deletingLastPathComponent().path == folder.path,
        let names = wordList(try Self.text(of: text))
      else { return nil }
      lists[text.lastPathComponent] = Set(names)
    }
    var entries: [ManifestEntry] = []
    var faults: [ManifestError] = []
    var leftOut: [String: Int] = [:]
    for sound in sounds.sorted(by: { $0.path < $1.path }) {
      let word = sound.deletingLastPathComponent().lastPathComponent
      guard !isSetApart(word) else { continue }
      let name = "\(word)/\(sound.lastPathComponent)"
      if let list = heldOutLists.first(where: { lists[$0]?.contains(name) == true }) {
        leftOut[list, default: 0] += 1
      } else {
        do throws(ManifestError) {
          entries.append(try wordEntry(sound, source: sound, line: 1))
        } catch {
          faults.append(error)
        }
      }
    }
    notes.append(
      "the names of its \(words.count) folders are the texts: "
        + words.prefix(10).joined(separator: ", ") + (words.count > 10 ? " …" : ""))
    for name in names where isSetApart(name) {
      notes.append(
        "\(name) is no word and left out; recordings of noise serve as --set "
          + "augmentation.noiseFolder=\(folder.appending(path: name).relativePath)")
    }
    for list in heldOutLists {
      guard let count = leftOut[list] else { continue }
      notes.append("recordings of \(list) left out: \(count); name the list to read them")
    }
    return (entries, faults)
  }

  /// The recordings that a list such as `testing_list.txt` in Speech Commands names, and the faults of
  /// its lines; nil if it is none.
  static func readWordList(
    _ contents: String, of url: URL
  ) -> ([ManifestEntry], [ManifestError])? {
    guard let names = wordList(contents),
      areWords(Set(names.map { String($0.prefix { $0 != "/" }) }).sorted())
    else { return nil }
    var entries: [ManifestEntry] = []
    var faults: [ManifestError] = []
    for (index, line) in lines(of: contents).enumerated() where !line.trimmed.isEmpty {
      let sound = url.neighbour(line.trimmed)
      do throws(ManifestError) {
        entries.append(try wordEntry(sound, source: url, line: index + 1))
      } catch {
        faults.append(error)
      }
    }
    return (entries, faults)
  }

  /// The names in a list of recordings, `word/x.wav` on each line; nil if it is none.
  private static func wordList(_ contents: String) -> [String]? {
    let names = lines(of: contents).map(\.trimmed).filter { !$0.isEmpty }
    let areSounds = names.allSatisfy { name in
      let parts = name.split(separator: "/", omittingEmptySubsequences: false)
      return parts.count == 2
        && audioExtensions.contains(URL(filePath: name).pathExtension.lowercased())
    }
    return areSounds ? names : nil
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

  /// Whether folders of these names may be named after words: letters with what joins them, or a digit.
  private static func areWords(_ names: [String]) -> Bool {
    names.count { !otherFolders.contains($0.lowercased()) } > 1
      && names.allSatisfy { name in
        name.count == 1 && name.first?.isNumber == true
          || name.contains(where: \.isLetter)
            && name.allSatisfy { $0.isLetter || " _-'’".contains($0) }
      }
  }

  /// Whether a folder is called like `_background_noise_`.
  private static func isSetApart(_ name: String) -> Bool {
    name.hasPrefix("_") && name.hasSuffix("_")
  }
}
