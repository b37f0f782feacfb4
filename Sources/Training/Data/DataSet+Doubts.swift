import Foundation
import Interchange

extension DataSet {
  /// What may not be meant so in recordings that have no fault, in their order: the sound of another one
  /// with another text, parts of a sound of which one begins more than 0.3 s before another ends,
  /// recordings of more than a minute or of channels that cancel each other, and texts of more than 30
  /// symbols a second, which nobody says; at the first of ten or more recordings, one text that all of
  /// them have.
  public var doubts: [DataFault] {
    let overlaps = self.overlaps
    let originals = self.originals
    return utterances.indices.flatMap { index in
      let utterance = utterances[index]
      let original = utterances[originals[index]]
      let seconds = utterance.sound.duration
      var reasons: [String] = []
      if index == 0, utterances.count >= 10,
        utterances.allSatisfy({ $0.target == utterance.target })
      {
        reasons.append(
          "the text is “\(utterance.entry.text)”, and that of all \(utterances.count) recordings; from one "
            + "text nothing is learned, see whether texts and sound were listed rightly")
      }
      if utterance.target != original.target {
        reasons.append(
          "the text is “\(utterance.entry.text)”, but “\(original.entry.text)” in "
            + "\(original.entry.location), whose sound is the same; correct one, or remove both")
      } else if let overlap = overlaps[index] {
        reasons.append(overlap)
      }
      if utterance.channelsCancel {
        reasons.append(
          "the channels cancel each other, and their mean is next to silence; name one as channel in "
            + "a manifest")
      }
      if seconds > 60 {
        reasons.append(
          "lasts \(Int(seconds)) s, and is learned from in one piece; "
            + (utterance.entry.timedNeighbour.map {
              "\($0.relativePath) has times, and counts if the text is removed"
            } ?? "find parts of it with ctc-asr align"))
      }
      if utterance.target.count >= 5, Double(utterance.target.count) > 30 * seconds {
        let rate = Int(Double(utterance.target.count) / seconds)
        reasons.append(
          "has \(rate) symbols a second, more than anyone says; see whether text and times belong "
            + "together")
      }
      return reasons.map { DataFault(location: utterance.entry.location, reason: $0) }
    }
  }

  /// The recordings of whole files whose stated length is another than the file's, by more than a tenth
  /// and a fifth of a second: they may be meant as parts of it.
  public var misstatedDurations: [Utterance] {
    utterances.filter { utterance in
      guard utterance.entry.offset == nil, let stated = utterance.entry.duration else {
        return false
      }
      let length = utterance.sound.duration
      return abs(stated - length) > max(0.1 * max(stated, length), 0.2)
    }
  }

  /// Which parts of files begin before another one ends, and by how much, unless others say them.
  private var overlaps: [Int: String] {
    let parts = utterances.indices.filter { utterances[$0].entry.offset != nil }
    var reasons: [Int: String] = [:]
    for parts in Dictionary(grouping: parts, by: { utterances[$0].entry.whole }).values {
      var last: (end: Double, entry: ManifestEntry)?
      let ordered = parts.map { ($0, utterances[$0].entry.offset ?? 0) }.sorted { $0.1 < $1.1 }
      for (index, start) in ordered {
        let entry = utterances[index].entry
        let end = start + utterances[index].sound.duration
        if let last, last.end - start > 0.3,
          entry.speaker == nil || last.entry.speaker == nil || entry.speaker == last.entry.speaker
        {
          let tenths = (10 * (last.end - start)).rounded() / 10
          reasons[index] =
            "begins \(tenths) s before that of \(last.entry.location) ends; correct the times, or find "
            + "them with ctc-asr align"
        }
        if end > last?.end ?? 0 { last = (end, entry) }
      }
    }
    return reasons
  }
}

extension ManifestEntry {
  /// A file with times beside the text that counts in its place.
  fileprivate var timedNeighbour: URL? {
    guard offset == nil, source.pathExtension.lowercased() == "txt" else { return nil }
    return ["TextGrid", "srt", "vtt"].map {
      source.deletingPathExtension().appendingPathExtension($0)
    }.first { FileManager.default.fileExists(atPath: $0.path) }
  }
}
