import LinearAlgebra
import NumericCore

/// One recurrent layer: one direction of time, or two whose outputs stand side by side.
final class LSTMLayer: Sendable {
  private let directions: [LSTMDirection]
  private let units: Int
  private let precision: Precision
  /// The number of features in a row of the output.
  let outputs: Int

  init(directions: [LSTMDirection], precision: Precision) {
    self.precision = precision
    self.directions = directions
    units = directions[0].units
    outputs = directions.count * units
  }

  func preparations(_ parameters: ParameterStore, forTraining: Bool) -> [@Sendable () -> Void] {
    directions.flatMap { $0.preparations(parameters, forTraining: forTraining) }
  }

  /// Runs the layer over `input` [rows, D]; `activations.output` becomes [rows, outputs].
  func forward(_ input: MatrixView, layout: RaggedLayout, activations: LSTMActivations) {
    activations.reshape(rows: layout.rows, directions: directions.count, units: units)
    activations.input.follow(input, precision: precision)
    ThreadPool.shared.perform(layout.rows, inBlocksOf: 256) { rows in
      activations.input.update(rows)
      for (direction, state) in zip(directions, activations.states) {
        direction.project(activations.input.operand, rows: rows, state: state)
      }
    }
    let shards = Self.shards(layout.lengths.count)
    ThreadPool.shared.perform(directions.count * shards.count) { task in
      let direction = task % directions.count
      directions[direction].run(
        shards[task / directions.count], layout: layout, state: activations.states[direction])
    }
    ThreadPool.shared.perform(layout.rows, inBlocksOf: 256) { rows in
      for direction in directions.indices {
        columns(of: direction, in: activations.output.view).rows(rows)
          .copy(activations.states[direction].hidden.view.rows(rows))
      }
    }
  }

  /// Runs the layer backwards from `outputGradient` [rows, outputs]: adds to `gradients`, and
  /// writes the gradient for `input` unless `inputGradient` is nil.
  func backward(
    _ input: MatrixView, layout: RaggedLayout, activations: LSTMActivations,
    outputGradient: MatrixView, inputGradient: MatrixView?, gradients: ParameterStore,
    scratch: LSTMScratch
  ) {
    let states = activations.states
    let shards = Self.shards(layout.lengths.count)
    let tasks = directions.count * shards.count
    scratch.reshape(
      rows: layout.rows, sequences: layout.lengths.count, tasks: tasks,
      directions: directions.count, units: units)
    ThreadPool.shared.perform(layout.rows, inBlocksOf: 256) { rows in
      for direction in directions.indices {
        scratch.hiddenGradients[direction].view.rows(rows)
          .copy(columns(of: direction, in: outputGradient).rows(rows))
      }
    }
    for (buffer, state) in zip(scratch.gateGradients, states.prefix(directions.count)) {
      buffer.follow(state.gates.view, precision: precision)
    }
    ThreadPool.shared.perform(tasks) { task in
      let (shard, direction) = (shards[task / directions.count], task % directions.count)
      directions[direction].runBack(
        shard, layout: layout, state: states[direction],
        gateGradient: scratch.gateGradients[direction],
        hiddenGradient: scratch.hiddenGradients[direction].view,
        cellGradient: scratch.cellGradients[direction].view.rows(shard),
        biasGradient: scratch.biasGradients.view.row(task))
    }
    for task in 0..<tasks {
      directions[task % directions.count].addBiasGradient(
        scratch.biasGradients.view.rows(task..<task + 1), to: gradients)
    }
    ThreadPool.shared.perform(directions.count) { direction in
      directions[direction].shift(
        states[direction], layout: layout, into: scratch.shiftedHidden[direction].view)
    }
    TransposedProduct.perform(
      directions.indices.flatMap { direction in
        directions[direction].weightGradients(
          input: input, shiftedHidden: scratch.shiftedHidden[direction].view,
          gateGradient: scratch.gateGradients[direction], gradients: gradients)
      })
    guard let inputGradient else { return }
    ThreadPool.shared.perform(layout.rows, inBlocksOf: 256) { rows in
      for (index, direction) in directions.enumerated() {
        direction.inputGradient(
          rows: rows, gateGradient: scratch.gateGradients[index], into: inputGradient,
          accumulating: index > 0)
      }
    }
  }

  private func columns(of direction: Int, in output: MatrixView) -> MatrixView {
    output.columns(direction * units..<(direction + 1) * units)
  }

  /// Cuts a batch into parts of about 16 sequences, which different threads may take; the cut
  /// depends on the batch alone, so that results do not depend on the number of threads.
  private static func shards(_ sequences: Int) -> [Range<Int>] {
    let count = max(1, (sequences + 8) / 16)
    return (0..<count).map { sequences * $0 / count..<sequences * ($0 + 1) / count }
  }
}

/// What a layer keeps of a forward pass.
final class LSTMActivations: Sendable {
  /// The hidden states of all directions side by side, [rows, outputs].
  let output = MatrixBuffer()
  /// What the layer read.
  let input = OperandBuffer()
  let states = [LSTMState(), LSTMState()]

  func reshape(rows: Int, directions: Int, units: Int) {
    output.reshape(rows: rows, columns: directions * units)
    for state in states.prefix(directions) { state.reshape(rows: rows, units: units) }
  }
}

/// Working memory of the way back, used by one layer after the other.
final class LSTMScratch: Sendable {
  let gateGradients = [OperandBuffer(), OperandBuffer()]
  let cellGradients = [MatrixBuffer(), MatrixBuffer()]
  let hiddenGradients = [MatrixBuffer(), MatrixBuffer()]
  let shiftedHidden = [MatrixBuffer(), MatrixBuffer()]
  let biasGradients = MatrixBuffer()

  func reshape(rows: Int, sequences: Int, tasks: Int, directions: Int, units: Int) {
    for direction in 0..<directions {
      cellGradients[direction].reshape(rows: sequences, columns: units)
      hiddenGradients[direction].reshape(rows: rows, columns: units)
      shiftedHidden[direction].reshape(rows: rows, columns: units)
    }
    biasGradients.reshape(rows: tasks, columns: 4 * units)
    biasGradients.view.fill(0)
  }
}
