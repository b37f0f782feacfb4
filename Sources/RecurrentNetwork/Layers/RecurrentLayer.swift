import LinearAlgebra
import NumericCore

/// One recurrent layer: one direction of time, or two whose outputs are merged.
final class RecurrentLayer: Sendable {
  private let directions: [Recurrence]
  private let merge: DirectionMerge
  /// Whether its inputs, which are as wide as its outputs, are added to them.
  private let isResidual: Bool
  /// The number of features in a row of the output.
  let outputs: Int

  init(directions: [Recurrence], merge: DirectionMerge, isResidual: Bool) {
    self.directions = directions
    self.merge = merge
    self.isResidual = isResidual
    outputs = directions[0].outputs * (merge == .concatenate ? directions.count : 1)
  }

  func preparations(_ parameters: ParameterMemory, forTraining: Bool) -> [@Sendable () -> Void] {
    directions.flatMap { $0.preparations(parameters, forTraining: forTraining) }
  }

  /// Runs the layer over `input` [rows, D]; `activations.output` becomes [rows, outputs].
  func forward(_ input: MatrixView, layout: RaggedLayout, activations: LayerActivations) {
    activations.output.reshape(rows: layout.rows, columns: outputs)
    for (direction, state) in zip(directions, activations.states) {
      direction.reshape(state, rows: layout.rows)
    }
    ThreadPool.shared.perform(layout.rows, inBlocksOf: Self.blockSize(layout.rows)) { rows in
      for (direction, state) in zip(directions, activations.states) {
        direction.project(input, rows: rows, state: state)
      }
    }
    let shards = Self.shards(layout.lengths.count)
    ThreadPool.shared.perform(directions.count * shards.count) { task in
      let direction = task % directions.count
      directions[direction].run(
        shards[task / directions.count], layout: layout, state: activations.states[direction])
    }
    ThreadPool.shared.perform(layout.rows, inBlocksOf: Self.blockSize(layout.rows)) { rows in
      let output = activations.output.view.rows(rows)
      merge.forward(directionOutputs(activations, rows: rows), into: output)
      if isResidual { output.add(input.rows(rows)) }
    }
  }

  /// Runs the layer backwards from `outputGradient` [rows, outputs]: adds to `gradients`, and
  /// writes the gradient for `input` unless `inputGradient` is nil.
  func backward(
    _ input: MatrixView, layout: RaggedLayout, activations: LayerActivations,
    outputGradient: MatrixView, inputGradient: MatrixView?, gradients: ParameterMemory,
    scratch: LayerScratch
  ) {
    let (states, sequences) = (activations.states, layout.lengths.count)
    for (index, direction) in directions.enumerated() {
      direction.reshape(scratch[index], state: states[index], sequences: sequences)
    }
    ThreadPool.shared.perform(layout.rows, inBlocksOf: Self.blockSize(layout.rows)) { rows in
      merge.backward(
        outputGradient.rows(rows), directions: directionOutputs(activations, rows: rows),
        into: directions.indices.map { scratch[$0].outputGradient.view.rows(rows) })
    }
    let shards = Self.shards(sequences)
    let tasks = directions.count * shards.count
    scratch.vectorGradients.reshape(rows: tasks, columns: directions[0].vectorCount)
    scratch.vectorGradients.view.fill(0)
    ThreadPool.shared.perform(tasks) { task in
      let (shard, direction) = (shards[task / directions.count], task % directions.count)
      directions[direction].runBack(
        shard, layout: layout, state: states[direction], scratch: scratch[direction],
        vectorGradient: scratch.vectorGradients.view.row(task))
    }
    for task in 0..<tasks {
      directions[task % directions.count].addVectorGradient(
        scratch.vectorGradients.view.rows(task..<task + 1), to: gradients)
    }
    ThreadPool.shared.perform(directions.count) { direction in
      directions[direction].shift(
        states[direction], layout: layout, into: scratch[direction].shiftedOutput.view)
    }
    TransposedProduct.perform(
      directions.enumerated().flatMap { index, direction in
        direction.weightGradients(
          input: input, state: states[index], scratch: scratch[index], gradients: gradients)
      })
    guard let inputGradient else { return }
    ThreadPool.shared.perform(layout.rows, inBlocksOf: Self.blockSize(layout.rows)) { rows in
      for (index, direction) in directions.enumerated() {
        direction.inputGradient(
          rows: rows, state: states[index], into: inputGradient, accumulating: index > 0)
      }
      if isResidual { inputGradient.rows(rows).add(outputGradient.rows(rows)) }
    }
  }

  /// The values of the last step of the only sequence, in a layer of one direction.
  func lastStep(_ activations: LayerActivations) -> StepValues {
    directions[0].lastStep(activations.states[0])
  }

  private func directionOutputs(
    _ activations: LayerActivations, rows: Range<Int>
  ) -> [MatrixView] {
    directions.enumerated().map { $1.output(activations.states[$0]).rows(rows) }
  }

  /// How many rows a product takes at a time: at most 256, for which the caches have room, and so many
  /// that two threads, or four, have as much to do as each other.
  private static func blockSize(_ rows: Int) -> Int {
    let pairs = max(1, (rows + 511) / 512)
    return max(32, (rows + 2 * pairs - 1) / (2 * pairs) + 31) / 32 * 32
  }

  /// Cuts a batch into parts of about 16 sequences, which different threads may take; the cut
  /// depends on the batch alone, so that results do not depend on the number of threads.
  private static func shards(_ sequences: Int) -> [Range<Int>] {
    let count = max(1, (sequences + 8) / 16)
    return (0..<count).map { sequences * $0 / count..<sequences * ($0 + 1) / count }
  }
}

/// What a layer keeps of a forward pass.
final class LayerActivations: Sendable {
  /// The outputs of all directions, merged, [rows, outputs].
  let output = MatrixBuffer()
  /// What each direction keeps.
  let states: [RecurrenceState]

  init(states: [RecurrenceState] = [RecurrenceState(), RecurrenceState()]) {
    self.states = states
  }
}

/// Working memory of the way back, used by one layer after the other.
final class LayerScratch: Sendable {
  private let directions = [RecurrenceScratch(), RecurrenceScratch()]
  /// For each task the gradient of its direction's row of all vectors.
  let vectorGradients = MatrixBuffer()

  subscript(direction: Int) -> RecurrenceScratch { directions[direction] }
}
