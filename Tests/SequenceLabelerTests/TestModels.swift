import AudioFrontEnd
import CTC
import Foundation
import NumericCore
import RecurrentNetwork
import SequenceLabeler

/// A model of random weights that works at 8 kHz with 10 features; 20 ms a frame.
func randomModel(
  symbols: [String] = [Alphabet.nullName, "|", "a", "b"], seed: UInt64 = 1,
  priorFrames: Float? = nil, change: (inout NetworkShape) -> Void = { _ in }
) throws -> Model {
  var network = NetworkConfiguration(inputs: 10, outputs: symbols.count)
  network.shape.units = 6
  network.shape.layers = 2
  network.shape.stackedFrames = 2
  change(&network.shape)
  return try Model(
    configuration: ModelConfiguration(
      features: FilterBankConfiguration(sampleRate: 8000, melBinCount: 10),
      normalization: FeatureNormalization(
        mean: [Float](repeating: 12, count: 10),
        inverseStandardDeviation: [Float](repeating: 0.5, count: 10), priorFrames: priorFrames),
      network: network),
    alphabet: Alphabet(tokenLines: symbols), network: Network(network, seed: seed))
}

/// A model at 8 kHz that hears "a" in a tone of 500 Hz, "b" in one of 1500 Hz, and null in silence:
/// a unit for each tone looks at the band where it is.
func toneModel(bidirectional: Bool) throws -> Model {
  let features = FilterBankConfiguration(sampleRate: 8000, melBinCount: 10)
  var network = NetworkConfiguration(inputs: 10, outputs: 4)
  (network.shape.cell, network.shape.units, network.shape.layers) = (.elman, 2, 1)
  network.shape.bidirectional = bidirectional
  let extractor = try FeatureExtractor(features)
  let bands = ["a", "b"].map { letter in
    let row = extractor.features(of: tones(letter).samples).row(10)
    return row.indices.reduce(row.startIndex) { row[$1] > row[$0] ? $1 : $0 } - row.startIndex
  }
  let directions = bidirectional ? 2 : 1
  let model = try Model(
    configuration: ModelConfiguration(
      features: features,
      normalization: FeatureNormalization(
        mean: [Float](repeating: 21, count: 10),
        inverseStandardDeviation: [Float](repeating: 1, count: 10)),
      network: network),
    alphabet: Alphabet(tokenLines: [Alphabet.nullName, "|", "a", "b"]),
    network: Network(network) { parameters in
      for entry in parameters.entries {
        var values = [Float](repeating: 0, count: parameters.values(of: entry).count)
        if entry.name.hasPrefix("rnn.weight_ih") {
          for unit in 0..<2 {
            for frame in 0..<2 { values[unit * 20 + frame * 10 + bands[unit]] = 1 }
          }
        } else if entry.name == "output.weight" {
          for direction in 0..<directions {
            for unit in 0..<2 {
              values[2 * direction + unit] = -10
              values[(2 + unit) * 2 * directions + 2 * direction + unit] = 10
            }
          }
        } else if entry.name == "output.bias" {
          values[1] = -100
        }
        parameters.set(entry, to: values)
      }
    })
  return model
}

/// A tone of a fifth of a second for each letter, and silence as long for each other character.
func tones(_ text: String) -> AudioClip {
  AudioClip(
    samples: text.flatMap { letter in
      (0..<1600).map { time in
        guard let frequency = ["a": 500, "b": 1500][letter] as Float? else { return 0 }
        return 0.5 * sin(2 * .pi * frequency * Float(time) / 8000)
      }
    }, sampleRate: 8000)
}

/// A second or so of noise.
func noise(sampleRate: Int = 8000, count: Int = 8000, seed: UInt64) -> AudioClip {
  var random = SeededGenerator(seed: seed)
  return AudioClip(
    samples: (0..<count).map { _ in 0.1 * random.normal() }, sampleRate: sampleRate)
}
