import NumericCore
import RecurrentNetwork
import TestSupport
import Testing

/// What PyTorch makes of some sequences, with the loss that is the sum of all logits, each times its
/// weight; a part of every case in Fixtures/RecurrentNetwork.
private struct TorchPass: Decodable {
  struct Sequence: Decodable {
    let frames: Int
    let features, lossWeights, logits: [Float]
  }
  struct Parameter: Decodable {
    let name: String
    let shape: [Int]
    let values, gradient: [Float]
  }
  let inputs, outputs: Int
  let sequences: [Sequence]
  let parameters: [Parameter]

  /// Expects of a network of this shape the same logits and gradients.
  func expectAgreement(_ shape: NetworkShape) throws {
    let network = try Network(
      NetworkConfiguration(inputs: inputs, outputs: outputs, shape: shape), seed: 1)
    #expect(network.parameters.entries.map(\.name) == parameters.map(\.name))
    #expect(network.parameters.entries.map(\.shape) == parameters.map(\.shape))
    network.update { own in
      for (entry, parameter) in zip(own.entries, parameters) {
        own.set(entry, to: parameter.values)
      }
    }

    let pass = NetworkPass(network)
    let logits = pass.forward(
      sequences.map { Matrix(rows: $0.frames, columns: inputs, elements: $0.features) })
    for (logits, sequence) in zip(logits, sequences) {
      #expect(logits.rows == shape.frameCount(sequence.frames))
      #expect(largestDifference(logits.elements, sequence.logits) < 1e-5)
    }

    var gradients = network.parameters.zeros()
    pass.backward(
      sequences.map {
        Matrix(
          rows: $0.lossWeights.count / outputs, columns: outputs, elements: $0.lossWeights)
      }, addingTo: &gradients)
    for (entry, parameter) in zip(gradients.entries, parameters) {
      let scale = parameter.gradient.map(abs).max() ?? 0
      let difference = largestDifference(gradients.values(of: entry), parameter.gradient)
      #expect(
        scale > 0 && difference <= 1e-4 * scale, "\(entry.name): \(difference) of \(scale)")
    }
  }
}

/// A stack of cells; see Fixtures/generate/recurrent_network.py.
private struct CellCase: Decodable, CustomStringConvertible {
  let cell: CellKind
  let projection: Int?
  let activation: Activation?
  let units, layers: Int
  let bidirectional: Bool
  let torch: TorchPass

  private enum Keys: CodingKey {
    case cell, projection, activation, units, layers, bidirectional
  }

  init(from decoder: any Decoder) throws {
    let keys = try decoder.container(keyedBy: Keys.self)
    cell = try keys.decode(CellKind.self, forKey: .cell)
    projection = try keys.decodeIfPresent(Int.self, forKey: .projection)
    activation = try keys.decodeIfPresent(Activation.self, forKey: .activation)
    units = try keys.decode(Int.self, forKey: .units)
    layers = try keys.decode(Int.self, forKey: .layers)
    bidirectional = try keys.decode(Bool.self, forKey: .bidirectional)
    torch = try TorchPass(from: decoder)
  }

  var description: String {
    let kind = [cell.rawValue, activation?.rawValue, projection.map { "to \($0)" }]
    let name = kind.compactMap(\.self).joined(separator: " ")
    return "\(layers) layers of \(units) \(name), \(bidirectional ? "two directions" : "one")"
  }
}

/// A network with more than cells; see Fixtures/generate/network_stages.py.
private struct StageCase: Decodable, CustomStringConvertible {
  let shape: NetworkShape
  let torch: TorchPass

  private enum Keys: CodingKey { case shape }

  init(from decoder: any Decoder) throws {
    shape = try decoder.container(keyedBy: Keys.self).decode(NetworkShape.self, forKey: .shape)
    torch = try TorchPass(from: decoder)
  }

  var description: String {
    """
    \(shape.front.rawValue) \(shape.front == .convolution ? shape.frontStrides : []), \
    \(shape.layers) layers, \(shape.merge.rawValue), normalization \(shape.normalization.rawValue)\
    \(shape.residual ? ", residual" : ""), pyramid \(shape.pyramid)
    """
  }
}

@Suite("Networks against PyTorch")
struct TorchAgreementTests {
  @Test(
    "cells: logits agree to 1e-5 and gradients to 1e-4 of their scale",
    arguments: try fixture("RecurrentNetwork/torch.json", as: [CellCase].self))
  fileprivate func cells(_ cell: CellCase) throws {
    var shape = NetworkShape()
    shape.cell = cell.cell
    shape.projection = cell.projection ?? 0
    shape.activation = cell.activation ?? .tanh
    shape.units = cell.units
    shape.layers = cell.layers
    shape.bidirectional = cell.bidirectional
    shape.stackedFrames = 1
    try cell.torch.expectAgreement(shape)
  }

  @Test(
    "convolutions, merges, residuals, normalization and pyramids: the same",
    arguments: try fixture("RecurrentNetwork/stages.json", as: [StageCase].self))
  fileprivate func stages(_ stage: StageCase) throws {
    try stage.torch.expectAgreement(stage.shape)
  }
}
