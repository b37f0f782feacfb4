import NumericCore
import RecurrentNetwork
import TestSupport
import Testing

@testable import Training

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
  /// All values, one part after the other.
  fileprivate var contents: [Float] {
    get { (0..<count).map { all[$0] } }
    set { for (i, value) in newValue.enumerated() { all[i] = value } }
  }
}

@Suite("Optimizers and clipping")
struct OptimizerTests {
  @Test("steps are those of PyTorch's AdamW, Adam and SGD")
  func torch() throws {
    let cases = try fixture("Training/optimizers.json", as: [OptimizerCase].self)
    #expect(Set(cases.map(\.kind)) == Set(OptimizerKind.allCases))
    for torch in cases {
      let parameters = try smallestParameters()
      let gradients = parameters.zeros()
      parameters.contents = torch.start
      let optimizer = torch.configuration.makeOptimizer(for: parameters)
      for (gradient, weights) in zip(torch.gradients, torch.weights) {
        // A gradient of twice the length at half the scale is the same gradient.
        gradients.contents = gradient.map { 2 * $0 }
        optimizer.update(
          parameters, gradients: gradients, gradientScale: 0.5, learningRate: torch.learningRate)
        #expect(largestDifference(parameters.contents, weights) < 2e-6, "\(torch.kind)")
      }
      #expect(optimizer.steps == torch.gradients.count)
    }
  }

  @Test("an optimizer goes on from its state as if it had never stopped")
  func state() throws {
    for torch in try fixture("Training/optimizers.json", as: [OptimizerCase].self) {
      let (straight, stopped) = (try smallestParameters(), try smallestParameters())
      let gradients = straight.zeros()
      let first = torch.configuration.makeOptimizer(for: straight)
      let second = torch.configuration.makeOptimizer(for: stopped)
      for (step, gradient) in torch.gradients.enumerated() {
        gradients.contents = gradient
        first.update(straight, gradients: gradients, gradientScale: 1, learningRate: 0.1)
        let resumed = torch.configuration.makeOptimizer(for: stopped)
        #expect(resumed.state.map(\.name) == second.state.map(\.name))
        for (new, old) in zip(resumed.state, second.state) { new.values.copy(old.values) }
        resumed.steps = step
        resumed.update(stopped, gradients: gradients, gradientScale: 1, learningRate: 0.1)
        for (old, new) in zip(second.state, resumed.state) { old.values.copy(new.values) }
        #expect(stopped.contents == straight.contents)
      }
    }
  }

  @Test("clipping by value at 15 replaces larger components by 15")
  func clipByValue() throws {
    let gradients = try smallestParameters().zeros()
    gradients.contents = [3, 15, 16, -2, -15, -400, .infinity, 0, .nan]
    gradients.clip(toValue: 15)
    #expect(gradients.contents.prefix(8) == [3, 15, 15, -2, -15, -15, 15, 0])
    #expect(gradients.contents[8].isNaN)
  }

  @Test("clipping by norm rescales the whole vector, and only a longer one")
  func clipByNorm() throws {
    let gradients = try smallestParameters().zeros()
    gradients.contents = [3, 0, -4]
    #expect(gradients.norm() == 5)
    #expect(clippingScale(norm: 5, limit: 1) == 0.2)
    #expect(clippingScale(norm: 5, limit: 5) == 1)
    #expect(clippingScale(norm: 5, limit: 15) == 1)
    #expect(clippingScale(norm: 5, limit: 0) == 1)
    gradients.contents = [.infinity]
    #expect(gradients.norm() == .infinity)
  }

  @Test("averaged weights follow quickly at first, then with the decay given")
  func average() throws {
    let weights = try smallestParameters()
    let average = WeightAverage(average: weights.zeros(), decay: 0.5)
    weights.contents = [Float](repeating: 1, count: 20)
    average.update(from: weights, step: 1)  // decay 2/11
    #expect(
      largestDifference(average.average.contents, [Float](repeating: 9 / 11, count: 20)) < 1e-6)
    average.update(from: weights, step: 1000)
    #expect(
      largestDifference(average.average.contents, [Float](repeating: 10 / 11, count: 20)) < 1e-6)
  }
}

@Suite("Learning rate schedule")
struct LearningRateScheduleTests {
  @Test("the rate rises in a straight line, holds, and falls to its end along half a cosine")
  func shape() {
    var schedule = LearningRateSchedule()
    schedule.warmUp = 0.1
    schedule.hold = 0.4
    schedule.end = 0.02
    let factors = (0..<1000).map { schedule.factor(step: $0, of: 1000) }
    #expect(abs(factors[0] - 0.01) < 1e-6)
    #expect(abs(factors[49] - 0.5) < 1e-5)
    #expect(factors[100..<499].allSatisfy { $0 == 1 })
    #expect(abs(factors[749] - 0.51) < 1e-5)
    #expect(abs(factors[999] - 0.02) < 1e-6)
    #expect(zip(factors[499...], factors[500...]).allSatisfy { $0 >= $1 })
  }

  @Test("without rise or fall the rate is that of the configuration", arguments: [0, 1, 7])
  func constant(total: Int) {
    var schedule = LearningRateSchedule()
    schedule.warmUp = 0
    schedule.hold = 1
    #expect((0..<max(total, 1)).allSatisfy { schedule.factor(step: $0, of: total) == 1 })
  }

  @Test("steps past the planned ones keep the last rate")
  func pastTheEnd() {
    let schedule = LearningRateSchedule()
    #expect(abs(schedule.factor(step: 250, of: 100) - schedule.end) < 1e-6)
  }
}
