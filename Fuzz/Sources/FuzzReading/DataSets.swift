import Foundation
import Interchange

/// The files that bytes may be in a data set, each for what it has in it.
private let kinds: [(mark: String, name: String)] = [
  ("{", "list.jsonl"), (",", "table.csv"), ("|", "bars.csv"), ("\t", "table.tsv"),
  ("\t", "labels/a.txt"), ("-->", "subRip/a.srt"), ("-->", "webVTT/a.vtt"),
  ("TextGrid", "textGrid/a.TextGrid"),
]

/// Beside what is no list there is a sound file, which nobody reads.
private let folder = {
  let folder = FileManager.default.temporaryDirectory
    .appending(path: "fuzz-\(ProcessInfo.processInfo.processIdentifier)")
  for kind in kinds {
    let place = folder.appending(path: kind.name).deletingLastPathComponent()
    try? FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    if place.path != folder.path { try? Data().write(to: place.appending(path: "a.wav")) }
  }
  return folder
}()

/// Reads bytes as the lists, tables, labels, subtitles or TextGrids that they may be, of which UTF-16
/// may be any.
func readDataSets(_ data: Data) {
  let isUTF16 = data.starts(with: [0xff, 0xfe]) || data.starts(with: [0xfe, 0xff])
  for kind in kinds where isUTF16 || data.range(of: Data(kind.mark.utf8)) != nil {
    attempt { try readDataSet(data, as: kind.name) }
  }
}

private func readDataSet(_ data: Data, as name: String) throws {
  let file = folder.appending(path: name)
  try data.write(to: file)
  let (manifest, faults) = try Manifest.read(
    name.contains("/") ? file.deletingLastPathComponent() : file)
  faults.forEach(checkDescription)
  for entry in manifest.entries {
    precondition(entry.line > 0 && !entry.audioPath.path.isEmpty, "an entry from nowhere")
    let (start, length) = (entry.offset ?? 0, entry.duration ?? 0)
    precondition(
      start >= 0 && length >= 0 && start.isFinite && length.isFinite, "a part of no recording")
  }
}
