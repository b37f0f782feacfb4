import NumericCore
import TestSupport

@testable import RecurrentNetwork

/// A network with normally distributed weights, ready for training.
func randomNetwork(
  inputs: Int, units: Int, layers: Int = 1, bidirectional: Bool = true, outputs: Int = 3,
  stackedFrames: Int = 1, dropout: Float = 0, seed: UInt64 = 1
) throws -> Network {
  var configuration = NetworkConfiguration(inputs: inputs, outputs: outputs)
  configuration.shape.units = units
  configuration.shape.layers = layers
  configuration.shape.bidirectional = bidirectional
  configuration.shape.stackedFrames = stackedFrames
  configuration.shape.dropout = dropout
  let network = try Network(configuration, seed: seed)
  var random = SeededGenerator(seed: seed)
  for entry in network.parameters.entries {
    network.parameters.set(entry, to: (0..<entry.count).map { _ in 0.5 * random.normal() })
  }
  network.prepare(forTraining: true)
  return network
}

extension Network {
  /// The same network in double precision.
  var oracle: LSTMOracle {
    LSTMOracle(
      parameters: Dictionary(
        uniqueKeysWithValues: parameters.entries.map { entry in
          (entry.name, parameters.values(of: entry).map { Double($0) })
        }),
      units: configuration.shape.units, layers: configuration.shape.layers,
      bidirectional: configuration.shape.bidirectional, outputs: configuration.outputs)
  }

  /// Runs a batch forward and, with `lossWeights` as the gradient for the logits, backward.
  func pass(
    _ features: [Matrix], lossWeights: [Matrix], dropoutSeed: UInt64? = nil
  ) -> (pass: NetworkPass, logits: [Matrix], gradients: ParameterStore) {
    let pass = NetworkPass()
    forward(features, pass: pass, dropoutSeed: dropoutSeed)
    let logits = features.indices.map { pass.layout.unpack($0, from: pass.logits.view) }
    let gradient = MatrixBuffer(rows: pass.layout.rows, columns: configuration.outputs)
    pass.layout.pack(lossWeights, into: gradient.view)
    let gradients = parameters.zeros()
    backward(pass, logitGradient: gradient.view, gradients: gradients)
    return (pass, logits, gradients)
  }

  /// Replaces a part by name.
  func set(_ name: String, _ values: [Float]) {
    for entry in parameters.entries where entry.name == name {
      parameters.set(entry, to: values)
    }
  }

  /// The values of a part by name.
  func values(_ name: String) -> [Float] {
    parameters.entries.filter { $0.name == name }.flatMap { parameters.values(of: $0) }
  }
}

/// Sequences of normal numbers.
func randomSequences(_ lengths: [Int], columns: Int, seed: UInt64) -> [Matrix] {
  var random = SeededGenerator(seed: seed)
  return lengths.map { Matrix.random(rows: $0, columns: columns, using: &random) }
}
