import NumericCore
import TestSupport
import Testing

@testable import RecurrentNetwork

@Suite("Dropout")
struct DropoutTests {
  private func mask(_ rate: Float, rows: Int = 600, columns: Int = 33, seed: UInt64) -> Matrix {
    let mask = MatrixBuffer(rows: rows, columns: columns)
    Dropout(rate: rate).draw(mask.view, seed: seed)
    return mask.view.matrix
  }

  @Test("the share asked for is dropped and the rest scaled up", arguments: [0.1, 0.25, 0.5, 0.9])
  func share(rate: Float) {
    let values = mask(rate, seed: 1).elements
    let dropped = Float(values.count { $0 == 0 }) / Float(values.count)
    #expect(abs(dropped - rate) < 0.015)  // four standard deviations at most
    #expect(values.allSatisfy { $0 == 0 || $0 == 1 / (1 - rate) })
    #expect(abs(values.reduce(0, +) / Float(values.count) - 1) < 0.1)
  }

  @Test("a seed decides the mask; other seeds, rows and columns have other values")
  func seeds() {
    let first = mask(0.5, seed: 1)
    #expect(mask(0.5, seed: 1) == first)
    for other in [mask(0.5, seed: 2), mask(0.5, seed: 3)] {
      let same = zip(first.elements, other.elements).count { $0 == $1 }
      #expect(abs(Double(same) / Double(first.elements.count) - 0.5) < 0.02)
    }
    #expect(Set((0..<600).map { Array(first.row($0)) }).count == 600)
    let columns = (0..<33).map { column in (0..<600).map { first[$0, column] } }
    #expect(Set(columns).count == 33)
  }

  @Test("nothing is dropped at rate 0 or without a seed")
  func off() throws {
    let features = randomSequences([4], columns: 2, seed: 1)
    for (layers, rate, seed) in [(2, 0, 3), (2, 0.5, nil)]
      as [(Int, Float, UInt64?)]
    {
      let network = try randomNetwork(inputs: 2, units: 4, layers: layers, dropout: rate)
      let logits = NetworkPass(network).forward(features, dropoutSeed: seed)
      #expect(logits == [network.logits(of: features[0])])
    }
  }

  @Test("layers above one another drop different values")
  func layersDiffer() throws {
    let network = try randomNetwork(inputs: 2, units: 20, layers: 3, dropout: 0.5)
    let pass = NetworkPass(network)
    _ = pass.forward(randomSequences([10], columns: 2, seed: 1), dropoutSeed: 5)
    let (first, second) = (try #require(pass.memory.mask(0)), try #require(pass.memory.mask(1)))
    #expect(first != second)
    // Nor does a layer drop what the one above it has dropped a step before.
    _ = pass.forward(randomSequences([10], columns: 2, seed: 1), dropoutSeed: 6)
    #expect(try #require(pass.memory.mask(0)) != second)
  }

  @Test("by sequence, an output is dropped in all frames or in none, in each sequence for itself")
  func sequences() throws {
    var shape = NetworkShape()
    shape.dropoutKind = .sequence
    let network = try randomNetwork(shape, inputs: 2, units: 20, dropout: 0.5)
    let pass = NetworkPass(network)
    _ = pass.forward(randomSequences([5, 5, 3], columns: 2, seed: 1), dropoutSeed: 5)
    let (mask, layout) = (try #require(pass.memory.mask(0)), pass.memory.layout)
    let masks = layout.lengths.enumerated().map { sequence, length in
      (0..<length).map { Array(mask.row(layout.row(of: sequence, at: $0))) }
    }
    for mask in masks {
      #expect(Set(mask).count == 1)
      #expect(Set(mask[0]) == [0, 2])
    }
    #expect(Set(masks.map { $0[0] }).count == 3)
  }
}
