import AudioFrontEnd
import CTC
import Interchange
import NumericCore

extension Trainer {
  /// A digest of all that a training that is resumed must have in common with the one before.
  static func fingerprint(
    _ configuration: TrainingConfiguration, _ alphabet: Alphabet, _ sets: [DataSet],
    sounds: [UInt64], start: InitialModel?
  ) throws -> String {
    var fingerprint = Fingerprint()
    fingerprint.add(try configuration.yaml.utf8)
    for line in alphabet.tokenLines { fingerprint.add(line.utf8) }
    for set in sets {
      fingerprint.add("\(set.utterances.count)".utf8)
      for utterance in set.utterances {
        fingerprint.add(utterance.entry.text.utf8)
        fingerprint.add("\(utterance.soundFingerprint) \(utterance.sound.count)".utf8)
        if let speaker = utterance.entry.speaker { fingerprint.add("speaker \(speaker)".utf8) }
        if let channel = utterance.entry.channel { fingerprint.add("channel \(channel)".utf8) }
      }
    }
    for sound in sounds { fingerprint.add("\(sound)".utf8) }
    start?.addWeights(to: &fingerprint)
    return String(fingerprint.value, radix: 16)
  }
}
