import CTC
import NumericCore
import RecurrentNetwork
import TestSupport
import Testing

@testable import Training

/// A small network that learns to name the larger of two inputs.
private func makeStep(
  dropout: Float = 0.2, _ shape: NetworkShape = NetworkShape(), precision: Precision = .f32,
  _ optimizer: OptimizerConfiguration = OptimizerConfiguration()
) throws -> TrainingStep {
  var configuration = NetworkConfiguration(inputs: 2, outputs: 3, shape: shape)
  configuration.shape.units = 6
  configuration.shape.layers = 2
  if shape.front == .stacking { configuration.shape.stackedFrames = 1 }
  configuration.shape.dropout = dropout
  return TrainingStep(
    network: try Network(configuration, seed: 3, precision: precision), null: 0, optimizer)
}

/// Every cell, and a network with all that can stand around cells.
private let shapes: [NetworkShape] =
  CellKind.allCases.map { cell in
    var shape = NetworkShape()
    shape.cell = cell
    return shape
  } + [
    {
      var shape = NetworkShape()
      (shape.front, shape.frontChannels, shape.frontStrides) = (.convolution, 4, [2])
      (shape.merge, shape.residual, shape.normalization) = (.sum, true, .layer)
      shape.dropoutKind = .sequence
      return shape
    }()
  ]

extension TrainingStep {
  fileprivate var weights: [Float] {
    network.parameters.entries.flatMap { network.parameters.values(of: $0) }
  }
}

private func examples(_ targets: [[Int]], seed: UInt64 = 1) -> [Example] {
  var random = SeededGenerator(seed: seed)
  return targets.map { target in
    let rows = target.flatMap { label -> [[Float]] in
      let row: [Float] = label == 1 ? [1, 0] : [0, 1]
      return [row, row, [0, 0], [0, 0]]
    }
    return Example(
      features: Matrix(
        rows: rows.count, columns: 2,
        elements: rows.flatMap { $0 }.map { $0 + 0.1 * random.normal() }),
      target: target)
  }
}

@Suite("Training step", .serialized)
struct TrainingStepTests {
  private let batch = examples([[1], [2, 1], [1, 1, 2], [2, 2], [1, 2, 1, 2]])

  @Test(
    "the loss falls to almost nothing on a tiny problem, whatever the network",
    arguments: shapes)
  fileprivate func learning(_ shape: NetworkShape) throws {
    let step = try makeStep(dropout: 0.1, shape)
    var losses: [Float] = []
    for index in 0..<80 {
      let result = step.run(batch, learningRate: 0.03, dropoutSeed: UInt64(index))
      losses.append(result.losses.reduce(0, +) / Float(batch.count))
      #expect(result.losses.allSatisfy { $0.isFinite && $0 >= 0 })
      #expect(try #require(result.gradientNorm) > 0)
    }
    #expect(losses[0] > 2)
    #expect(losses[79] < 0.3, "\(losses)")
  }

  @Test("losses come in the order of the examples, whatever their lengths")
  func order() throws {
    let all = try makeStep(dropout: 0).run(batch, learningRate: 0, dropoutSeed: nil).losses
    let backwards = try makeStep(dropout: 0)
      .run(batch.reversed(), learningRate: 0, dropoutSeed: nil).losses
    #expect(largestDifference(all, backwards.reversed()) < 1e-4)
    for (index, example) in batch.enumerated() {
      let alone = try makeStep(dropout: 0).run([example], learningRate: 0, dropoutSeed: nil)
      #expect(abs(alone.losses[0] - all[index]) < 1e-4)
    }
  }

  @Test("an impossible target has an infinite loss and takes no part")
  func impossibleTarget() throws {
    let impossible = Example(features: batch[0].features, target: [1, 1, 1, 1])
    func weights(_ examples: [Example]) throws -> (StepResult, [Float]) {
      let step = try makeStep(dropout: 0)
      let result = step.run(examples, learningRate: 0.01, dropoutSeed: nil)
      let parameters = step.network.parameters
      return (result, parameters.entries.flatMap { parameters.values(of: $0) })
    }
    let (with, weightsWith) = try weights(batch + [impossible])
    let (without, weightsWithout) = try weights(batch)
    #expect(with.losses[5] == .infinity)
    #expect(with.losses.prefix(5).allSatisfy { $0.isFinite })
    let (norm, expected) = (try #require(with.gradientNorm), try #require(without.gradientNorm))
    #expect(abs(norm - expected) < 1e-4 * expected)
    #expect(largestDifference(weightsWith, weightsWithout) < 1e-3)

    let step = try makeStep(dropout: 0.1)
    let before = step.network.parameters.entries.map { step.network.parameters.values(of: $0) }
    let result = step.run([impossible], learningRate: 0.01, dropoutSeed: nil)
    #expect(result.losses == [.infinity])
    #expect(result.gradientNorm == 0)
    #expect(step.optimizer.steps == 0)
    let after = step.network.parameters.entries.map { step.network.parameters.values(of: $0) }
    #expect(after == before)
  }

  @Test("features that are no numbers leave the weights as they were")
  func notANumber() throws {
    let step = try makeStep(dropout: 0.1)
    let before = step.network.parameters.entries.map { step.network.parameters.values(of: $0) }
    let broken = Example(features: Matrix(rows: 4, columns: 2, repeating: .nan), target: [1])
    let result = step.run(batch + [broken], learningRate: 0.01, dropoutSeed: nil)
    #expect(!result.losses[5].isFinite)
    let after = step.network.parameters.entries.map { step.network.parameters.values(of: $0) }
    #expect(after == before)
    #expect(step.optimizer.steps == 0)
  }

  @Test("an empty batch does nothing")
  func empty() throws {
    let step = try makeStep(dropout: 0.1)
    #expect(step.run([], learningRate: 0.01, dropoutSeed: 1).losses.isEmpty)
    #expect(step.optimizer.steps == 0)
  }

  @Test("batches accumulated make the step of one batch of all their examples")
  func accumulation() throws {
    var optimizer = OptimizerConfiguration()
    (optimizer.kind, optimizer.clipValue, optimizer.clipNorm) = (.sgd, 0.05, 0.2)
    let whole = try makeStep(dropout: 0, NetworkShape(), precision: .f32, optimizer)
    let parts = try makeStep(dropout: 0, NetworkShape(), precision: .f32, optimizer)
    for _ in 0..<3 {
      let norm = whole.run(
        Array(batch.prefix(4)), learningRate: 0.1, dropoutSeed: nil
      ).gradientNorm
      let first = parts.run(
        [batch[2], batch[0]], learningRate: 0.1, dropoutSeed: nil, completesStep: false)
      #expect(first.gradientNorm == nil)
      let second = parts.run([batch[1], batch[3]], learningRate: 0.1, dropoutSeed: nil)
      #expect(abs(try #require(second.gradientNorm) - (try #require(norm))) < 1e-4)
      #expect(largestDifference(whole.weights, parts.weights) < 1e-5)
    }
    #expect(parts.optimizer.steps == 3)
  }

  @Test(
    "the weights are bit for bit the same with 1 and 2 threads: after 50 steps of an LSTM, 10 of others",
    arguments: shapes, [Precision.f32, .bf16].filter(\.isAvailable))
  fileprivate func threadCount(_ shape: NetworkShape, precision: Precision) throws {
    let before = ThreadPool.shared.threadCount
    defer { ThreadPool.shared.resize(to: before) }
    let large = examples((0..<24).map { index in (0...index % 3).map { 1 + ($0 + index) % 2 } })
    var results: [[Float]] = []
    for threads in [1, 2] {
      ThreadPool.shared.resize(to: threads)
      let step = try makeStep(dropout: 0.1, shape, precision: precision)
      let start = step.weights
      for index in 0..<(shape == NetworkShape() ? 50 : 10) {
        _ = step.run(large, learningRate: 0.01, dropoutSeed: UInt64(index))
      }
      #expect(step.weights != start)
      results.append(step.weights)
    }
    #expect(results[0] == results[1])
  }
}
