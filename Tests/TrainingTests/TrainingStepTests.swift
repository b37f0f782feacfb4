import CTC
import NumericCore
import RecurrentNetwork
import TestSupport
import Testing

@testable import Training

/// A small network that learns to name the larger of two inputs.
private func makeStep(dropout: Float = 0.2, cell: CellKind = .lstm) throws -> TrainingStep {
  var configuration = NetworkConfiguration(inputs: 2, outputs: 3)
  configuration.shape.cell = cell
  configuration.shape.units = 6
  configuration.shape.layers = 2
  configuration.shape.stackedFrames = 1
  configuration.shape.dropout = dropout
  return TrainingStep(
    network: try Network(configuration, seed: 3), null: 0, OptimizerConfiguration())
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
    "the loss falls to almost nothing on a tiny problem, whatever the cell",
    arguments: CellKind.allCases)
  func learning(_ cell: CellKind) throws {
    let step = try makeStep(dropout: 0.1, cell: cell)
    var losses: [Float] = []
    for index in 0..<80 {
      let result = step.run(batch, learningRate: 0.03, dropoutSeed: UInt64(index))
      losses.append(result.losses.reduce(0, +) / Float(batch.count))
      #expect(result.losses.allSatisfy { $0.isFinite && $0 >= 0 })
      #expect(result.gradientNorm > 0)
    }
    #expect(losses[0] > 3)
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
    #expect(abs(with.gradientNorm - without.gradientNorm) < 1e-4 * without.gradientNorm)
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

  @Test("after 10 steps the weights are bit for bit the same with 1 and 2 threads")
  func threadCount() throws {
    let before = ThreadPool.shared.threadCount
    defer { ThreadPool.shared.resize(to: before) }
    let large = examples((0..<40).map { index in (0...index % 8).map { 1 + ($0 + index) % 2 } })
    var results: [[[Float]]] = []
    for threads in [1, 2] {
      ThreadPool.shared.resize(to: threads)
      let step = try makeStep(dropout: 0.1)
      for index in 0..<10 {
        _ = step.run(large, learningRate: 0.01, dropoutSeed: UInt64(index))
      }
      let parameters = step.network.parameters
      results.append(parameters.entries.map { parameters.values(of: $0) })
    }
    #expect(results[0] == results[1])
  }
}
