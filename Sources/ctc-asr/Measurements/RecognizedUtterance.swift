import Foundation
import Interchange
import SequenceLabeler
import Training

/// What a recognizer made of an utterance, as `evaluate` writes and reads it.
struct RecognizedUtterance {
  let location, said, heard: String
  var path, speaker: String?
  /// ``location`` with the path as it was given.
  var place: String?

  init(_ judgement: Judgement) {
    location = judgement.entry.key
    place = judgement.entry.location
    path = judgement.entry.audioPath.path
    speaker = judgement.entry.speaker
    said = judgement.reference
    heard = judgement.transcript.text
  }

  var lines: String { "\(place ?? location)\n  said  \(said)\n  heard \(heard)\n" }
}

extension RecognizedUtterance: Codable {
  private enum CodingKeys: String, CodingKey {
    case location, path, speaker, said, heard, words, characters
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    location = try container.decode(String.self, forKey: .location)
    said = try container.decode(String.self, forKey: .said)
    heard = try container.decode(String.self, forKey: .heard)
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(location, forKey: .location)
    try container.encodeIfPresent(path, forKey: .path)
    try container.encodeIfPresent(speaker, forKey: .speaker)
    try container.encode(said, forKey: .said)
    try container.encode(heard, forKey: .heard)
    var errors = ErrorRate()
    errors.add(reference: said, hypothesis: heard)
    try container.encode(errors.words, forKey: .words)
    try container.encode(errors.characters, forKey: .characters)
  }
}

extension ErrorRate {
  /// The errors in utterances.
  init(_ utterances: [RecognizedUtterance]) {
    self.init()
    for utterance in utterances {
      add(reference: utterance.said, hypothesis: utterance.heard, speaker: utterance.speaker)
    }
  }
}
