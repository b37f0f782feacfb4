import NumericCore
import RecurrentNetwork
import TestSupport
import Testing

/// A network, its inputs and what PyTorch says about them; see Fixtures/generate/recurrent_network.py.
private struct TorchCase: Decodable, CustomStringConvertible {
  struct Sequence: Decodable {
    let frames: Int
    let features, lossWeights, logits: [Float]
  }
  struct Parameter: Decodable {
    let name: String
    let shape: [Int]
    let values, gradient: [Float]
  }
  let cell: CellKind
  let projection: Int?
  let activation: Activation?
  let inputs, units, layers, outputs: Int
  let bidirectional: Bool
  let sequences: [Sequence]
  let parameters: [Parameter]

  var description: String {
    let kind = [cell.rawValue, activation?.rawValue, projection.map { "to \($0)" }]
    let name = kind.compactMap(\.self).joined(separator: " ")
    return "\(layers) layers of \(units) \(name), \(bidirectional ? "two directions" : "one")"
  }

  static func all() throws -> [TorchCase] {
    try fixture("RecurrentNetwork/torch.json")
  }
}

@Suite("Cells against PyTorch")
struct TorchAgreementTests {
  @Test("logits agree to 1e-5 and gradients to 1e-4 of their scale", arguments: try TorchCase.all())
  fileprivate func agreement(_ torch: TorchCase) throws {
    var configuration = NetworkConfiguration(inputs: torch.inputs, outputs: torch.outputs)
    configuration.shape.cell = torch.cell
    configuration.shape.projection = torch.projection ?? 0
    configuration.shape.activation = torch.activation ?? .tanh
    configuration.shape.units = torch.units
    configuration.shape.layers = torch.layers
    configuration.shape.bidirectional = torch.bidirectional
    configuration.shape.stackedFrames = 1
    let network = try Network(configuration, seed: 1)
    #expect(network.parameters.entries.map(\.name) == torch.parameters.map(\.name))
    #expect(network.parameters.entries.map(\.shape) == torch.parameters.map(\.shape))
    for (entry, parameter) in zip(network.parameters.entries, torch.parameters) {
      network.parameters.set(entry, to: parameter.values)
    }
    network.prepare(forTraining: true)

    let pass = NetworkPass()
    network.forward(
      torch.sequences.map {
        Matrix(rows: $0.frames, columns: torch.inputs, elements: $0.features)
      }, pass: pass, dropoutSeed: nil)
    for (index, sequence) in torch.sequences.enumerated() {
      let logits = pass.layout.unpack(index, from: pass.logits.view)
      #expect(largestDifference(logits.elements, sequence.logits) < 1e-5)
    }

    let logitGradient = MatrixBuffer(rows: pass.layout.rows, columns: torch.outputs)
    pass.layout.pack(
      torch.sequences.map {
        Matrix(rows: $0.frames, columns: torch.outputs, elements: $0.lossWeights)
      }, into: logitGradient.view)
    let gradients = network.parameters.zeros()
    network.backward(pass, logitGradient: logitGradient.view, gradients: gradients)
    for (entry, parameter) in zip(gradients.entries, torch.parameters) {
      let scale = parameter.gradient.map(abs).max() ?? 0
      let difference = largestDifference(gradients.values(of: entry), parameter.gradient)
      #expect(difference <= 1e-4 * scale, "\(entry.name): \(difference) of \(scale)")
    }
  }
}
