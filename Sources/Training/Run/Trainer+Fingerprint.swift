import AudioFrontEnd
import CTC
import Interchange
import NumericCore

extension Trainer {
  /// A digest of all that a training that is resumed must have in common with the one before.
  static func fingerprint(
    _ configuration: TrainingConfiguration, _ alphabet: Alphabet, _ sets: [DataSet],
    sounds: [Int]
  ) throws -> String {
    var fingerprint = Fingerprint()
    fingerprint.add(try configuration.yaml.utf8)
    for line in alphabet.tokenLines { fingerprint.add(line.utf8) }
    for set in sets {
      fingerprint.add("\(set.utterances.count)".utf8)
      for utterance in set.utterances {
        fingerprint.add(utterance.entry.text.utf8)
        fingerprint.add("\(utterance.sound.count)".utf8)
        if let channel = utterance.entry.channel { fingerprint.add("channel \(channel)".utf8) }
      }
    }
    for length in sounds { fingerprint.add("\(length)".utf8) }
    return String(fingerprint.value, radix: 16)
  }
}
