import Foundation
import NumericCore
import TestSupport
import Testing

@testable import RecurrentNetwork

/// Every cell, with what else can be chosen for it.
let cellShapes: [NetworkShape] =
  [(.lstm, 0), (.lstm, 2), (.peephole, 0), (.peephole, 2), (.gru, 0)].map { cell, projection in
    var shape = NetworkShape()
    (shape.cell, shape.projection) = (cell, projection)
    return shape
  } + simpleShapes

/// Elman's and Jordan's networks, functions and widths among them.
private let simpleShapes: [NetworkShape] =
  ([
    (.elman, .tanh, .tanh, 0), (.elman, .relu, .tanh, 0), (.elman, .sigmoid, .tanh, 0),
    (.jordan, .tanh, .sigmoid, 0), (.jordan, .relu, .linear, 2), (.jordan, .linear, .tanh, 5),
  ] as [(CellKind, Activation, Activation, Int)]).map { cell, hidden, output, width in
    var shape = NetworkShape()
    (shape.cell, shape.projection) = (cell, width)
    (shape.activation, shape.outputActivation) = (hidden, output)
    return shape
  }

/// What else can stand in a network beside its cells.
let stageShapes: [NetworkShape] = {
  func shape(_ change: (inout NetworkShape) -> Void) -> NetworkShape {
    var shape = NetworkShape()
    change(&shape)
    return shape
  }
  return DirectionMerge.allCases.dropFirst().map { merge in shape { $0.merge = merge } } + [
    shape { ($0.front, $0.frontChannels) = (.convolution, 5) },
    shape { $0.normalization = .layer },
    shape { ($0.residual, $0.normalization, $0.cell) = (true, .layer, .gru) },
    shape { $0.pyramid = [2] },
    shape {
      ($0.front, $0.frontChannels, $0.frontStrides) = (.convolution, 3, [2])
      ($0.merge, $0.normalization, $0.pyramid) = (.maximum, .layer, [3])
      $0.dropoutKind = .sequence
    },
  ]
}()

/// A network with normally distributed weights; `shape` decides its cells.
func randomNetwork(
  _ shape: NetworkShape = NetworkShape(), inputs: Int, units: Int, layers: Int = 1,
  bidirectional: Bool = true, outputs: Int = 3, stackedFrames: Int = 1, dropout: Float = 0,
  precision: Precision = .f32, seed: UInt64 = 1
) throws -> Network {
  var configuration = NetworkConfiguration(inputs: inputs, outputs: outputs, shape: shape)
  configuration.shape.units = units
  configuration.shape.layers = layers
  configuration.shape.bidirectional = bidirectional
  if shape.front == .stacking { configuration.shape.stackedFrames = stackedFrames }
  if dropout == 0 { configuration.shape.dropoutKind = .element }
  configuration.shape.dropout = dropout
  let network = try Network(configuration, seed: seed, precision: precision)
  var random = SeededGenerator(seed: seed)
  network.update { parameters in
    for entry in parameters.entries {
      // Weights so small that differences in rounding do not grow from step to step.
      let size =
        entry.name.contains("weight") ? min(0.5, 0.8 / Float(entry.columns).squareRoot()) : 0.5
      var values = (0..<entry.count).map { _ in size * random.normal() }
      // Biases above zero, so that rectified units are alive.
      if shape.activation == .relu, entry.name.contains("bias") { values = values.map { abs($0) } }
      parameters.set(entry, to: values)
    }
  }
  return network
}

extension Activation {
  /// The function in double precision.
  var oracle: @Sendable (Double) -> Double {
    switch self {
    case .linear: { $0 }
    case .tanh: { Foundation.tanh($0) }
    case .relu: { max(0, $0) }
    case .sigmoid: { 1 / (1 + exp(-$0)) }
    }
  }
}

extension PassMemory {
  /// The factors of dropout for the frames of a layer's outputs, if there are any.
  func mask(_ layer: Int) -> Matrix? {
    let memory = blocks[layer]
    guard memory.isMasked else { return nil }
    let (mask, layout) = (memory.mask.view.matrix, memory.input.layout)
    guard mask.rows != layout.rows else { return mask }
    let rows = (0..<layout.steps).flatMap { mask.elements.prefix(layout.active($0) * mask.columns) }
    return Matrix(rows: layout.rows, columns: mask.columns, elements: Array(rows))
  }
}

extension Network {
  /// The same network in double precision.
  var oracle: RecurrentOracle {
    get throws {
      let shape = configuration.shape
      let cell = try #require(OracleCell(rawValue: shape.cell.rawValue))
      var model = RecurrentOracleLayer(cell, units: shape.units, outputs: shape.outputs)
      (model.g, model.g2) = (shape.activation.oracle, shape.outputActivation.oracle)
      return RecurrentOracle(
        parameters: Dictionary(
          uniqueKeysWithValues: parameters.entries.map { entry in
            (entry.name, parameters.values(of: entry).map { Double($0) })
          }), model: model, layers: shape.layers, bidirectional: shape.bidirectional)
    }
  }

  /// Runs a batch forward and, with `lossWeights` as the gradient for the logits, backward.
  func pass(
    _ features: [Matrix], lossWeights: [Matrix], dropoutSeed: UInt64? = nil
  ) -> (memory: PassMemory, logits: [Matrix], gradients: ParameterStore) {
    let pass = NetworkPass(self)
    let logits = pass.forward(features, dropoutSeed: dropoutSeed)
    var gradients = parameters.zeros()
    pass.backward(lossWeights, addingTo: &gradients)
    return (pass.memory, logits, gradients)
  }

  /// Replaces a part by name.
  func set(_ name: String, _ values: [Float]) {
    update { parameters in
      for entry in parameters.entries where entry.name == name {
        parameters.set(entry, to: values)
      }
    }
  }

  /// The values of a part by name.
  func values(_ name: String) -> [Float] {
    parameters.entries.filter { $0.name == name }.flatMap { parameters.values(of: $0) }
  }
}

extension ParameterStore {
  /// All values, one part after the other.
  var contents: [Float] { entries.flatMap { values(of: $0) } }
}

extension NetworkShape {
  /// Lengths as they leave the network.
  func frameCounts(_ lengths: [Int]) -> [Int] { lengths.map { frameCount($0) } }
}

/// Sequences of normal numbers.
func randomSequences(_ lengths: [Int], columns: Int, seed: UInt64) -> [Matrix] {
  var random = SeededGenerator(seed: seed)
  return lengths.map { Matrix.random(rows: $0, columns: columns, using: &random) }
}
