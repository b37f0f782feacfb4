import NumericCore
import TestSupport
import Testing

@testable import RecurrentNetwork

@Suite("Precision of products", .enabled(if: Precision.bf16.isAvailable))
struct PrecisionTests {
  /// Logits of a batch, and the gradients of their sum of squares.
  private func pass(
    _ precision: Precision, _ shape: NetworkShape
  ) throws -> (logits: [Float], gradients: [Float]) {
    var shape = shape
    shape.units = 20
    shape.layers = 2
    shape.dropout = 0.1
    let configuration = NetworkConfiguration(inputs: 7, outputs: 5, shape: shape)
    let network = try Network(configuration, seed: 3, precision: precision)
    var generator = SeededGenerator(seed: 4)
    let features = [61, 40, 13].map { Matrix.random(rows: $0, columns: 7, using: &generator) }
    let pass = NetworkPass(network)
    let logits = pass.forward(features)
    var gradients = network.parameters.zeros()
    pass.backward(logits, addingTo: &gradients)
    return (logits.flatMap(\.elements), gradients.contents)
  }

  @Test(
    "logits and gradients keep the bits that the precision has",
    arguments: cellShapes + stageShapes,
    [(Precision.bf16, 3e-2 as Float)])
  func bits(_ shape: NetworkShape, of: (precision: Precision, tolerance: Float)) throws {
    let (exact, found) = (try pass(.f32, shape), try pass(of.precision, shape))
    let scales = (
      exact.logits.map(abs).max() ?? 0, exact.gradients.map(abs).max() ?? 0
    )
    #expect(largestDifference(found.logits, exact.logits) < of.tolerance * scales.0)
    #expect(largestDifference(found.gradients, exact.gradients) < of.tolerance * scales.1)
    #expect(found.logits != exact.logits)
  }

  @Test("a network that only reads keeps the bits of its weights", arguments: cellShapes)
  func inference(_ shape: NetworkShape) throws {
    var shape = shape
    (shape.units, shape.layers) = (20, 2)
    let configuration = NetworkConfiguration(inputs: 7, outputs: 5, shape: shape)
    var generator = SeededGenerator(seed: 5)
    let features = Matrix.random(rows: 50, columns: 7, using: &generator)
    let (exact, found) = (
      try Network(configuration, seed: 3).logits(of: features).elements,
      try Network(configuration, seed: 3, precision: .bf16).logits(of: features).elements
    )
    #expect(largestDifference(found, exact) < 3e-2 * (exact.map(abs).max() ?? 0))
    #expect(found != exact)
  }
}
