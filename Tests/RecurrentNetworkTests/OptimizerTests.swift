import NumericCore
import TestSupport
import Testing

@testable import RecurrentNetwork

/// Steps of one of PyTorch's optimizers; see Fixtures/generate/optimizer.py.
private struct OptimizerCase: Decodable {
  let kind: OptimizerKind
  let learningRate, weightDecay: Float
  let beta1, beta2, epsilon, momentum: Float?
  let nesterov: Bool?
  let start: [Float]
  let gradients, weights: [[Float]]

  var configuration: OptimizerConfiguration {
    var configuration = OptimizerConfiguration()
    configuration.kind = kind
    configuration.weightDecay = weightDecay
    configuration.beta1 = beta1 ?? configuration.beta1
    configuration.beta2 = beta2 ?? configuration.beta2
    configuration.epsilon = epsilon ?? configuration.epsilon
    configuration.momentum = momentum ?? configuration.momentum
    configuration.nesterov = nesterov ?? configuration.nesterov
    return configuration
  }
}

/// The parameters of the smallest network there is, 20 values.
private func smallestParameters() throws -> ParameterStore {
  var configuration = NetworkConfiguration(inputs: 1, outputs: 2)
  configuration.shape.units = 1
  configuration.shape.layers = 1
  configuration.shape.bidirectional = false
  configuration.shape.stackedFrames = 1
  return try Network(configuration, seed: 1).parameters
}

extension ParameterStore {
  /// Takes values from the first part on.
  fileprivate mutating func take(_ values: [Float]) {
    withUnsafeMutablePointer { base in
      for (i, value) in values.enumerated() { base[i] = value }
    }
  }
}

@Suite("Optimizers and clipping")
struct OptimizerTests {
  @Test("steps are those of PyTorch's AdamW, Adam and SGD")
  func torch() throws {
    let cases = try fixture("Training/optimizers.json", as: [OptimizerCase].self)
    #expect(Set(cases.map(\.kind)) == Set(OptimizerKind.allCases))
    for torch in cases {
      var parameters = try smallestParameters()
      var gradients = parameters.zeros()
      parameters.take(torch.start)
      var optimizer = Optimizer(for: parameters, torch.configuration)
      for (gradient, weights) in zip(torch.gradients, torch.weights) {
        // A gradient of twice the length at half the scale is the same gradient.
        gradients.take(gradient.map { 2 * $0 })
        optimizer.update(
          &parameters, gradients: gradients, gradientScale: 0.5, learningRate: torch.learningRate)
        #expect(largestDifference(parameters.contents, weights) < 2e-6, "\(torch.kind)")
      }
      #expect(optimizer.steps == torch.gradients.count)
    }
  }

  @Test("an optimizer goes on from its state as if it had never stopped")
  func state() throws {
    for torch in try fixture("Training/optimizers.json", as: [OptimizerCase].self) {
      var (straight, stopped) = (try smallestParameters(), try smallestParameters())
      var gradients = straight.zeros()
      var first = Optimizer(for: straight, torch.configuration)
      var second = first
      for gradient in torch.gradients {
        gradients.take(gradient)
        first.update(&straight, gradients: gradients, gradientScale: 1, learningRate: 0.1)
        var resumed = Optimizer(for: stopped, torch.configuration)
        #expect(resumed.state.map(\.name) == second.state.map(\.name))
        (resumed.state, resumed.steps) = (second.state, second.steps)
        resumed.update(&stopped, gradients: gradients, gradientScale: 1, learningRate: 0.1)
        second = resumed
        #expect(stopped.contents == straight.contents)
      }
    }
  }

  @Test("clipping by value at 15 replaces larger components by 15")
  func clipByValue() throws {
    var gradients = try smallestParameters().zeros()
    gradients.take([3, 15, 16, -2, -15, -400, .infinity, 0, .nan])
    gradients.clip(toValue: 15)
    #expect(gradients.contents.prefix(8) == [3, 15, 15, -2, -15, -15, 15, 0])
    #expect(gradients.contents[8].isNaN)
  }

  @Test("a step is that of components clipped first, and none is taken if one is infinite")
  func clippedSteps() throws {
    var configuration = OptimizerConfiguration()
    (configuration.kind, configuration.momentum, configuration.weightDecay) = (.sgd, 0, 0)
    (configuration.clipValue, configuration.clipNorm) = (2, 0)
    var shape = NetworkConfiguration(inputs: 1, outputs: 2)
    (shape.shape.units, shape.shape.layers, shape.shape.bidirectional) = (1, 1, false)
    for (values, scale, isTaken) in [
      ([1, -1, 0.5], 1, true), ([1, -3, 0.5], 1, true), ([2, 0], 1, true), ([5, -3], 0.25, true),
      ([1e30, -1], 1, true), ([.infinity, 1], 1, false), ([-.infinity, 1e30], 1, false),
      ([.nan, 1], 1, false),
    ] as [([Float], Float, Bool)] {
      let network = try Network(shape, seed: 1)
      let start = network.parameters.contents
      var gradients = network.parameters.zeros()
      gradients.take(values)
      var optimizer = Optimizer(for: gradients, configuration)
      let norm = optimizer.step(network, gradients: &gradients, scale: scale, learningRate: 0.5)
      let clipped = values.map { min(max(scale * $0, -2), 2) }
      #expect(norm.isFinite == isTaken && optimizer.steps == (isTaken ? 1 : 0), "\(values)")
      #expect(gradients.contents.allSatisfy { $0 == 0 })
      let steps = isTaken ? clipped + [Float](repeating: 0, count: start.count - values.count) : []
      #expect(
        network.parameters.contents
          == (isTaken ? zip(start, steps).map { $0 - 0.5 * $1 } : start), "\(values)")
      if isTaken {
        #expect(abs(norm - clipped.map { $0 * $0 }.reduce(0, +).squareRoot()) < 1e-6)
      }
    }
  }

  @Test("clipping by norm rescales the whole vector, and only a longer one")
  func clipByNorm() throws {
    var gradients = try smallestParameters().zeros()
    gradients.take([3, 0, -4])
    #expect(gradients.norm() == 5)
    #expect(clippingScale(norm: 5, limit: 1) == 0.2)
    #expect(clippingScale(norm: 5, limit: 5) == 1)
    #expect(clippingScale(norm: 5, limit: 15) == 1)
    #expect(clippingScale(norm: 5, limit: 0) == 1)
    gradients.take([.infinity])
    #expect(gradients.norm() == .infinity)
  }
}
