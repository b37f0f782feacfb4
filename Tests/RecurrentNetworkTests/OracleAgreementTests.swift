import NumericCore
import TestSupport
import Testing

@testable import RecurrentNetwork

@Suite("Every cell against the equations")
struct OracleAgreementTests {
  @Test(
    "logits are those of the equations, at odd sizes and lengths", arguments: cellShapes,
    [(3, 1, false), (17, 2, true), (33, 1, true)])
  func logits(_ shape: NetworkShape, size: (units: Int, layers: Int, bidirectional: Bool)) throws {
    let network = try randomNetwork(
      shape, inputs: 5, units: size.units, layers: size.layers, bidirectional: size.bidirectional)
    let lengths = [6, 6, 3, 1, 0]
    let features = randomSequences(lengths, columns: 5, seed: 2)
    let weights = randomSequences(lengths, columns: 3, seed: 3)
    let logits = network.pass(features, lossWeights: weights).logits
    for (features, logits) in zip(features, logits) {
      let expected = try network.oracle.logits(of: features.doubles).flatMap { $0 }
      let scale = max(1, expected.map { abs($0) }.max() ?? 0)
      #expect(largestDifference(logits.elements.map { Double($0) }, expected) < 1e-5 * scale)
    }
  }

  @Test(
    "gradients are the central differences of the equations", arguments: cellShapes, [false, true])
  func gradients(_ shape: NetworkShape, bidirectional: Bool) throws {
    let network = try randomNetwork(shape, inputs: 2, units: 3, bidirectional: bidirectional)
    try expectGradients(of: network, lengths: [4, 2, 1, 0], dropoutSeed: nil)
  }

  @Test("so are those of layers on top of one another", arguments: CellKind.allCases)
  func layers(_ cell: CellKind) throws {
    var shape = NetworkShape()
    shape.cell = cell
    let network = try randomNetwork(shape, inputs: 2, units: 2, layers: 2)
    try expectGradients(of: network, lengths: [3, 2, 0], dropoutSeed: nil)
  }

  @Test("a single unit has them too", arguments: CellKind.allCases)
  func singleUnit(_ cell: CellKind) throws {
    var shape = NetworkShape()
    shape.cell = cell
    let network = try randomNetwork(shape, inputs: 2, units: 1, bidirectional: false)
    try expectGradients(of: network, lengths: [4, 2, 1, 0], dropoutSeed: nil)
  }

  @Test(
    "with dropout, logits and gradients are those of the equations with the mask drawn",
    arguments: DropoutKind.allCases)
  func dropout(_ kind: DropoutKind) throws {
    var shape = NetworkShape()
    shape.dropoutKind = kind
    let network = try randomNetwork(shape, inputs: 2, units: 2, layers: 3, dropout: 0.4)
    try expectGradients(of: network, lengths: [3, 2], dropoutSeed: 11)
  }

  @Test(
    "truncated gradients are those of the equations with states held where they are cut off",
    arguments: cellShapes, [1, 3])
  func truncation(_ shape: NetworkShape, steps: Int) throws {
    var shape = shape
    shape.truncation = steps
    let network = try randomNetwork(shape, inputs: 2, units: 3)
    // Each sequence has states of its own to hold: its gradient is computed alone.
    let lengths = [7, 5]
    let features = randomSequences(lengths, columns: 2, seed: 6)
    let weights = randomSequences(lengths, columns: 3, seed: 7)
    let (_, _, gradients) = network.pass(features, lossWeights: weights)
    let parts = try zip(features, weights).map { features, weights in
      var oracle = try network.oracle
      oracle.cut(every: steps, in: features.doubles)
      return oracle.gradients(
        [features.doubles], lossWeights: [weights.doubles], masks: [[:]])
    }
    for entry in gradients.entries {
      let numeric = zip(try #require(parts[0][entry.name]), try #require(parts[1][entry.name]))
        .map(+)
      let difference = largestDifference(gradients.values(of: entry).map { Double($0) }, numeric)
      let scale = numeric.map { abs($0) }.max() ?? 0
      #expect(scale > 0 && difference <= 1e-4 * scale, "\(entry.name): \(difference) of \(scale)")
    }
  }

  private func expectGradients(
    of network: Network, lengths: [Int], dropoutSeed: UInt64?
  ) throws {
    let features = randomSequences(lengths, columns: 2, seed: 4)
    let weights = randomSequences(lengths, columns: 3, seed: 5)
    let (memory, logits, gradients) = network.pass(
      features, lossWeights: weights, dropoutSeed: dropoutSeed)
    let masks = features.indices.map { sequence in
      (0..<network.configuration.shape.layers).reduce(into: [:]) { masks, layer in
        masks[layer] = memory.mask(layer).map { mask in
          (0..<memory.layout.lengths[sequence]).map { t in
            mask.row(memory.layout.row(of: sequence, at: t)).map { Double($0) }
          }
        }
      }
    }
    #expect(masks.allSatisfy { $0.isEmpty == (dropoutSeed == nil) })
    let oracle = try network.oracle
    for (index, logits) in logits.enumerated() {
      let expected = oracle.logits(of: features[index].doubles, masks: masks[index])
      #expect(largestDifference(logits.elements, expected.flatMap { $0.map { Float($0) } }) < 1e-5)
    }
    let expected = oracle.gradients(
      features.map(\.doubles), lossWeights: weights.map(\.doubles), masks: masks)
    for entry in gradients.entries {
      let numeric = try #require(expected[entry.name])
      let difference = largestDifference(gradients.values(of: entry).map { Double($0) }, numeric)
      let scale = numeric.map { abs($0) }.max() ?? 0
      #expect(scale > 0, "\(entry.name) has no gradient, so nothing is tested")
      #expect(difference <= 1e-4 * scale, "\(entry.name): \(difference) of \(scale)")
    }
  }

  @Test("stacked frames are one longer frame, zeros after the last")
  func stackedFrames() throws {
    let network = try randomNetwork(inputs: 2, units: 3, stackedFrames: 3)
    let features = randomSequences([7], columns: 2, seed: 6)
    let joined = Matrix(rows: 3, columns: 6, elements: features[0].elements + [0, 0, 0, 0])
    let memory = FrontMemory()
    #expect(
      FrameStacking(inputs: 2, count: 3).forward(features, memory: memory).values.matrix == joined)
    #expect((0...7).map { network.configuration.shape.frameCount($0) } == [0, 1, 1, 1, 2, 2, 2, 3])
    let expected = try network.oracle.logits(of: joined.doubles).flatMap { $0.map { Float($0) } }
    #expect(largestDifference(network.logits(of: features[0]).elements, expected) < 1e-5)
  }
}
