import AudioFrontEnd
import Foundation
import Interchange
import Training

/// What `evaluate --format json --show-errors` has written of recordings: each by its place in the
/// data set.
struct EarlierResults {
  private let path: String
  private let utterances: [String: RecognizedUtterance]

  /// - Throws: ``Failure`` when the file is no such result, and the error of reading it.
  init(contentsOf path: String) throws {
    struct Contents: Decodable { let transcripts: [RecognizedUtterance] }
    self.path = path
    let data = try contents(of: URL(filePath: path))
    do {
      let found = try JSONDecoder().decode(Contents.self, from: data).transcripts
      utterances = Dictionary(found.map { ($0.location, $0) }) { first, _ in first }
    } catch {
      throw Failure(
        "\(path): the results \(jsonFault(error)); `ctc-asr evaluate --format json --show-errors` "
          + "writes some")
    }
  }

  /// Throws ``Failure`` if one of `entries` has no result, though it can be read.
  func check(_ entries: [ManifestEntry]) throws {
    for entry in entries where utterances[entry.key] == nil {
      if (try? AudioClip(entry)) != nil { throw lacks(entry) }
    }
  }

  private func lacks(_ entry: ManifestEntry) -> Failure {
    Failure("\(path): has no result of \(entry.location); measure both on the same data set")
  }

  /// The results of these recordings in their order.
  func utterances(of entries: [ManifestEntry]) throws -> [RecognizedUtterance] {
    try entries.map { entry in
      guard var utterance = utterances[entry.key] else { throw lacks(entry) }
      (utterance.path, utterance.speaker) = (entry.audioPath.path, entry.speaker)
      utterance.place = entry.location
      return utterance
    }
  }
}
