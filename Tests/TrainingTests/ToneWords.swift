import AudioFrontEnd
import CTC
import Foundation
import Interchange
import NumericCore
import RecurrentNetwork
import TestSupport

@testable import Training

/// A language of two letters, each a tone of a fifth of a second: `a` is low, `b` high.
enum ToneWords {
  static let sampleRate = 8000
  static let alphabet = Alphabet(transcripts: ["ab"])

  static func clip(_ word: String, seed: UInt64) -> AudioClip {
    var random = SeededGenerator(seed: seed)
    var samples: [Float] = []
    func append(hertz: Double, seconds: Double) {
      for i in 0..<Int(seconds * Double(sampleRate)) {
        let tone = 0.3 * sin(2 * .pi * hertz * Double(i) / Double(sampleRate))
        samples.append(Float(tone) + 0.01 * random.normal())
      }
    }
    append(hertz: 0, seconds: 0.05)
    for letter in word {
      append(hertz: letter == "a" ? 400 : 1500, seconds: 0.2)
      append(hertz: 0, seconds: 0.08)
    }
    return AudioClip(samples: samples, sampleRate: sampleRate)
  }

  /// Writes recordings of `words` to a folder, and the list of them.
  static func manifest(_ words: [String], in folder: URL) throws -> Manifest {
    let entries = try words.enumerated().map { index, word in
      let url = folder.appending(path: "\(index).wav")
      try waveFile(
        channels: [clip(word, seed: UInt64(index)).samples], sampleRate: sampleRate
      ).write(to: url)
      return ManifestEntry(audioPath: url, text: word)
    }
    return Manifest(entries: entries)
  }

  /// A network that learns the language in a few epochs.
  static func configuration(epochs: Int) throws -> TrainingConfiguration {
    try TrainingConfiguration(
      yaml: """
        features: {sampleRate: 8000, melBinCount: 12}
        network: {units: 8, layers: 2, dropout: 0.1}
        optimizer: {learningRate: 0.02}
        epochs: \(epochs)
        batchFrames: 250
        averageDecay: 0.9
        augmentation:
          noise: 0.5
          specAugment: {maximumFrequencyWidth: 2, maximumTimeWidth: 5}
        """)
  }

  static func dataSet(
    _ manifest: Manifest, _ configuration: TrainingConfiguration
  ) throws -> DataSet {
    try DataSet(manifest, alphabet: alphabet, configuration: configuration)
  }
}
