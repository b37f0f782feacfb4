import AudioFrontEnd
import CTC
import Foundation
import NumericCore
import RecurrentNetwork
import SequenceLabeler

/// A model of random weights that works at 8 kHz with 10 features; 20 ms a frame.
func randomModel(
  symbols: [String] = [Alphabet.nullName, "|", "a", "b"], seed: UInt64 = 1
) throws -> Model {
  var network = NetworkConfiguration(inputs: 10, outputs: symbols.count)
  network.shape.units = 6
  network.shape.layers = 2
  network.shape.stackedFrames = 2
  return try Model(
    configuration: ModelConfiguration(
      features: FilterBankConfiguration(sampleRate: 8000, melBinCount: 10),
      normalization: FeatureNormalization(
        mean: [Float](repeating: 12, count: 10),
        inverseStandardDeviation: [Float](repeating: 0.5, count: 10)),
      network: network),
    alphabet: Alphabet(tokenLines: symbols), network: Network(network, seed: seed))
}

/// A second or so of noise.
func noise(sampleRate: Int = 8000, count: Int = 8000, seed: UInt64) -> AudioClip {
  var random = SeededGenerator(seed: seed)
  return AudioClip(
    samples: (0..<count).map { _ in 0.1 * random.normal() }, sampleRate: sampleRate)
}
