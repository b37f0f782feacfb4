import NumericCore
import TestSupport
import Testing

@testable import RecurrentNetwork

@Suite("What must not change a network's output")
struct InvarianceTests {
  @Test("a sequence alone and in a batch has the same logits", arguments: cellShapes + stageShapes)
  func batch(_ shape: NetworkShape) throws {
    let network = try randomNetwork(shape, inputs: 4, units: 19, layers: 2)
    let lengths = [30, 22, 22, 9, 5, 5, 1, 0]
    let features = randomSequences(lengths, columns: 4, seed: 1)
    let weights = randomSequences(
      network.configuration.shape.frameCounts(lengths), columns: 3, seed: 2)
    let (_, logits, together) = network.pass(features, lossWeights: weights)
    var sum = [Float](repeating: 0, count: together.count)
    for index in features.indices {
      #expect(
        largestDifference(logits[index].elements, network.logits(of: features[index]).elements)
          < 1e-5)
      let alone = network.pass([features[index]], lossWeights: [weights[index]]).gradients
      sum = zip(sum, alone.contents).map(+)
    }
    for entry in together.entries {
      let expected = Array(sum[entry.offset..<entry.offset + entry.count])
      let scale = max(1, expected.map { abs($0) }.max() ?? 0)
      #expect(
        largestDifference(together.values(of: entry), expected) < 1e-5 * scale, "\(entry.name)")
    }
  }

  @Test(
    "memory that is used again leaves no trace of the batch before",
    arguments: cellShapes + stageShapes)
  func reusedPass(_ shape: NetworkShape) throws {
    let network = try randomNetwork(shape, inputs: 4, units: 5, layers: 2, dropout: 0.5)
    let pass = NetworkPass(network)
    _ = pass.forward(randomSequences([9, 8, 8], columns: 4, seed: 3), dropoutSeed: 1)
    let features = randomSequences([6, 2], columns: 4, seed: 4)
    #expect(pass.forward(features) == NetworkPass(network).forward(features))
    #expect(pass.memory.mask(1) == nil)
  }

  @Test("a sequence read backwards by swapped directions gives its output backwards")
  func timeReversal() throws {
    let units = 7
    let network = try randomNetwork(inputs: 4, units: units, layers: 2)
    let mirrored = try randomNetwork(inputs: 4, units: units, layers: 2)
    func halvesSwapped(_ values: [Float], rows: Int) -> [Float] {
      (0..<rows).flatMap { row -> [Float] in
        let forward = values.dropFirst(2 * row * units).prefix(units)
        let backward = values.dropFirst((2 * row + 1) * units).prefix(units)
        return Array(backward) + Array(forward)
      }
    }
    for entry in network.parameters.entries where entry.name.hasPrefix("lstm.") {
      var values = network.parameters.values(of: entry)
      if entry.name.hasPrefix("lstm.weight_ih_l1") {
        values = halvesSwapped(values, rows: 4 * units)
      }
      let suffix = "_reverse"
      mirrored.set(
        entry.name.hasSuffix(suffix)
          ? String(entry.name.dropLast(suffix.count)) : entry.name + suffix, values)
    }
    mirrored.set("output.weight", halvesSwapped(network.values("output.weight"), rows: 3))
    mirrored.set("output.bias", network.values("output.bias"))

    let features = randomSequences([11], columns: 4, seed: 5)[0]
    func reversed(_ matrix: Matrix) -> Matrix {
      Matrix(
        rows: matrix.rows, columns: matrix.columns,
        elements: (0..<matrix.rows).reversed().flatMap { matrix.row($0) })
    }
    let expected = reversed(network.logits(of: features))
    #expect(
      largestDifference(mirrored.logits(of: reversed(features)).elements, expected.elements) < 1e-5)
  }

  @Test("an empty batch and an empty sequence have no logits and no gradient")
  func empty() throws {
    let network = try randomNetwork(inputs: 4, units: 3, layers: 2)
    #expect(network.logits(of: Matrix(rows: 0, columns: 4)) == Matrix(rows: 0, columns: 3))
    let nothing = Matrix(rows: 0, columns: 3)
    for count in [0, 2] {
      let features = [Matrix](repeating: Matrix(rows: 0, columns: 4), count: count)
      let result = network.pass(
        features, lossWeights: [Matrix](repeating: nothing, count: count), dropoutSeed: 1)
      #expect(result.logits == [Matrix](repeating: nothing, count: count))
      #expect(result.gradients.contents.allSatisfy { $0 == 0 })
    }
  }
}

@Suite("A network on one thread and on two", .serialized)
struct ThreadCountTests {
  @Test("logits and gradients are the same bit for bit", arguments: cellShapes + stageShapes)
  func sameBits(_ shape: NetworkShape) throws {
    let before = ThreadPool.shared.threadCount
    defer { ThreadPool.shared.resize(to: before) }
    let network = try randomNetwork(shape, inputs: 5, units: 17, layers: 2, dropout: 0.3)
    let lengths = (0..<40).map { 12 - $0 / 4 }
    let features = randomSequences(lengths, columns: 5, seed: 6)
    let weights = randomSequences(
      network.configuration.shape.frameCounts(lengths), columns: 3, seed: 7)
    var results: [(logits: [Matrix], gradients: [Float])] = []
    for threads in [1, 2, 3] {
      ThreadPool.shared.resize(to: threads)
      let result = network.pass(features, lossWeights: weights, dropoutSeed: 7)
      results.append(
        (result.logits, result.gradients.contents))
    }
    #expect(results[1].logits == results[0].logits)
    #expect(results[1].gradients == results[0].gradients)
    #expect(results[2].logits == results[0].logits)
    #expect(results[2].gradients == results[0].gradients)
  }
}
