import Foundation
import NumericCore
import TestSupport
import Testing

@testable import RecurrentNetwork

@Suite("Batches on their way through a network and back")
struct NetworkPassTests {
  private let lengths = [3, 17, 0, 9, 17, 30]

  @Test("logits of a batch come in its order, and are those of each sequence alone")
  func order() throws {
    let network = try randomNetwork(inputs: 4, units: 7, layers: 2)
    let features = randomSequences(lengths, columns: 4, seed: 1)
    let together = network.logits(of: features)
    #expect(together == NetworkPass(network).forward(features))
    #expect(together.map(\.rows) == lengths)
    for (features, logits) in zip(features, together) {
      #expect(largestDifference(logits.elements, network.logits(of: features).elements) < 1e-5)
    }
    #expect(network.logits(of: []) == [])
  }

  @Test("gradients do not depend on the order of a batch")
  func gradients() throws {
    let network = try randomNetwork(inputs: 4, units: 7, layers: 2)
    let features = randomSequences(lengths, columns: 4, seed: 2)
    let weights = randomSequences(lengths, columns: 3, seed: 3)
    let sorted = lengths.indices.sorted { (lengths[$1], $0) < (lengths[$0], $1) }
    let found = network.pass(features, lossWeights: weights).gradients
    let expected = network.pass(
      sorted.map { features[$0] }, lossWeights: sorted.map { weights[$0] }
    ).gradients
    #expect(found.contents == expected.contents)
  }

  @Test("a scale multiplies the gradients, and those of several batches add up")
  func scale() throws {
    let network = try randomNetwork(inputs: 4, units: 5)
    let (features, weights) = (
      randomSequences([6], columns: 4, seed: 4), randomSequences([6], columns: 3, seed: 5)
    )
    let once = network.pass(features, lossWeights: weights).gradients.contents
    let pass = NetworkPass(network)
    var gradients = network.parameters.zeros()
    for scale in [0.5, 2.5] as [Float] {
      _ = pass.forward(features)
      pass.backward(weights, scale: scale, addingTo: &gradients)
    }
    #expect(largestDifference(gradients.contents, once.map { 3 * $0 }) < 1e-4)
  }

  @Test("a loop of one's own learns a task: to say whether the last frame was like the first")
  func learning() throws {
    var shape = NetworkShape()
    (shape.units, shape.layers, shape.stackedFrames, shape.dropout) = (8, 1, 1, 0)
    let network = try Network(NetworkConfiguration(inputs: 1, outputs: 2, shape: shape), seed: 1)
    var random = SeededGenerator(seed: 6)
    let features = (0..<32).map { _ in
      Matrix(rows: 5, columns: 1, elements: (0..<5).map { _ in random.normal() > 0 ? 1 : -1 })
    }
    let answers = features.map { $0[0, 0] == $0[4, 0] ? 1 : 0 }
    func accuracy() -> Double {
      let right = zip(network.logits(of: features), answers).count { logits, answer in
        logits[4, answer] > logits[4, 1 - answer]
      }
      return Double(right) / Double(features.count)
    }
    #expect(accuracy() < 0.9)
    let pass = NetworkPass(network)
    var gradients = network.parameters.zeros()
    var optimizer = Optimizer(for: network.parameters)
    for _ in 0..<150 {
      let logits = pass.forward(features)
      // Cross entropy of the last frame: its gradient is the softmax less the answer.
      let logitGradients = zip(logits, answers).map { logits, answer in
        var gradient = Matrix(rows: 5, columns: 2)
        let right = 1 / (1 + exp(logits[4, 1 - answer] - logits[4, answer]))
        (gradient[4, answer], gradient[4, 1 - answer]) = (right - 1, 1 - right)
        return gradient
      }
      pass.backward(logitGradients, scale: 1 / 32, addingTo: &gradients)
      #expect(optimizer.step(network, gradients: &gradients, learningRate: 0.02) > 0)
    }
    #expect(accuracy() == 1)
    #expect(gradients.contents.allSatisfy { $0 == 0 })
  }

  @Test("gradients that are no numbers make no step and leave none behind")
  func notANumber() throws {
    let network = try randomNetwork(inputs: 4, units: 5)
    let before = network.parameters.contents
    var gradients = network.parameters.zeros()
    var optimizer = Optimizer(for: gradients)
    let pass = NetworkPass(network)
    _ = pass.forward(randomSequences([6], columns: 4, seed: 7))
    pass.backward([Matrix(rows: 6, columns: 3, repeating: .nan)], addingTo: &gradients)
    #expect(optimizer.step(network, gradients: &gradients).isNaN)
    #expect(optimizer.steps == 0)
    #expect(network.parameters.contents == before)
    #expect(gradients.contents.allSatisfy { $0 == 0 })
  }
}

@Suite("A network whose parameters change")
struct NetworkUpdateTests {
  @Test("what begins afterwards sees the change, and a copy of the parameters does not")
  func update() throws {
    let (network, other) = (
      try randomNetwork(inputs: 4, units: 5), try randomNetwork(inputs: 4, units: 5, seed: 2)
    )
    let features = randomSequences([9], columns: 4, seed: 1)
    let (old, before) = (network.parameters, network.logits(of: features))
    network.update { $0 = other.parameters }
    #expect(network.logits(of: features) == other.logits(of: features))
    network.update { $0 = old }
    #expect(network.logits(of: features) == before)
  }

  @Test("a batch goes back through the parameters that it has seen on its way forward")
  func changedBetween() throws {
    let network = try randomNetwork(inputs: 4, units: 5)
    let (features, weights) = (
      randomSequences([6], columns: 4, seed: 4), randomSequences([6], columns: 3, seed: 5)
    )
    let expected = network.pass(features, lossWeights: weights).gradients.contents
    let pass = NetworkPass(network)
    _ = pass.forward(features)
    network.update { $0.clear() }
    var gradients = network.parameters.zeros()
    pass.backward(weights, addingTo: &gradients)
    #expect(gradients.contents == expected)
    #expect(network.parameters.contents.allSatisfy { $0 == 0 })
  }

  @Test("logits do not depend on the passes before: forward alone, or forward and back")
  func passesBefore() throws {
    for precision in [Precision.f32, .bf16] where precision.isAvailable {
      let network = try randomNetwork(inputs: 4, units: 20, precision: precision)
      let features = randomSequences([9, 4], columns: 4, seed: 1)
      let (alone, forward) = (network.logits(of: features), NetworkPass(network).forward(features))
      #expect(network.logits(of: features) == alone)
      #expect(NetworkPass(network).forward(features) == forward)
    }
  }

  @Test("threads that read while one writes see what was there before or after, nothing between")
  func threads() async throws {
    let network = try randomNetwork(inputs: 4, units: 5)
    let other = try randomNetwork(inputs: 4, units: 5, seed: 2)
    let features = randomSequences([9], columns: 4, seed: 1)
    let values = [network.parameters, other.parameters]
    let expected = [network.logits(of: features), other.logits(of: features)]
    #expect(expected[0] != expected[1])
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<4 {
        group.addTask {
          (0..<100).allSatisfy { _ in expected.contains(network.logits(of: features)) }
        }
      }
      for index in 0..<200 { network.update { $0 = values[index % 2] } }
      for await isRight in group { #expect(isRight) }
    }
  }

  @Test("a change that fails midway leaves what it has changed, in the logits too")
  func failure() throws {
    struct Failure: Error {}
    let network = try randomNetwork(inputs: 4, units: 5)
    #expect(throws: Failure.self) {
      try network.update {
        $0.clear()
        throw Failure()
      }
    }
    let logits = network.logits(of: randomSequences([3], columns: 4, seed: 1)[0])
    #expect(logits == Matrix(rows: 3, columns: 3))
  }
}

@Suite("A wrong use of a network")
struct NetworkMisuseTests {
  @Test("a batch that did not go forward cannot go back, nor can one twice")
  func backwardFirst() async {
    await #expect(processExitsWith: .failure) {
      let network = try Network(NetworkConfiguration(inputs: 4, outputs: 3), seed: 1)
      var gradients = network.parameters.zeros()
      NetworkPass(network).backward([], addingTo: &gradients)
    }
    await #expect(processExitsWith: .failure) {
      let network = try Network(NetworkConfiguration(inputs: 4, outputs: 3), seed: 1)
      let pass = NetworkPass(network)
      let logits = pass.forward([Matrix(rows: 4, columns: 4)])
      var gradients = network.parameters.zeros()
      pass.backward(logits, addingTo: &gradients)
      pass.backward(logits, addingTo: &gradients)
    }
  }

  @Test("gradients of another shape or network stop the program")
  func shapes() async {
    await #expect(processExitsWith: .failure) {
      let network = try Network(NetworkConfiguration(inputs: 4, outputs: 3), seed: 1)
      let pass = NetworkPass(network)
      _ = pass.forward([Matrix(rows: 4, columns: 4)])
      var gradients = network.parameters.zeros()
      // Two frames become one.
      pass.backward([Matrix(rows: 4, columns: 3)], addingTo: &gradients)
    }
    await #expect(processExitsWith: .failure) {
      let network = try Network(NetworkConfiguration(inputs: 4, outputs: 3), seed: 1)
      let other = try Network(NetworkConfiguration(inputs: 4, outputs: 2), seed: 1)
      let pass = NetworkPass(network)
      let logits = pass.forward([Matrix(rows: 4, columns: 4)])
      var gradients = other.parameters.zeros()
      pass.backward(logits, addingTo: &gradients)
    }
    await #expect(processExitsWith: .failure) {
      let network = try Network(NetworkConfiguration(inputs: 4, outputs: 3), seed: 1)
      let other = try Network(NetworkConfiguration(inputs: 4, outputs: 2), seed: 1)
      network.update { $0 = other.parameters }
    }
  }
}
