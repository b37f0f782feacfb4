import CKernels
import LinearAlgebra
import NumericCore

/// Long short-term memory over a ragged batch in one direction of time.
///
///     i, f, o = σ(W_ih x_t + b_ih + W_hh h_{t-1} + b_hh)    g = tanh(the same)
///     c_t = f·c_{t-1} + i·g                                 h_t = o·tanh(c_t)
///
/// The projection of all inputs is one product; only h·W_hh is inside the loop over time, added
/// onto the projection by the product itself.
final class LSTMDirection: Sendable {
  let units: Int
  private let reversed: Bool
  private let inputWeights, recurrentWeights, inputBias, recurrentBias: ParameterStore.Entry
  private let forwardInput, forwardRecurrent, backwardInput, backwardRecurrent: PackedWeights
  private let bias: MatrixBuffer

  /// A direction whose four parameters are the parts `parameters` (weights of the input [4H, D],
  /// recurrent weights [4H, H], two biases [4H]), in PyTorch's order i, f, g, o.
  init(
    parameters: ArraySlice<ParameterStore.Entry>, reversed: Bool, precision: Precision
  ) {
    let first = parameters.startIndex
    inputWeights = parameters[first]
    recurrentWeights = parameters[first + 1]
    inputBias = parameters[first + 2]
    recurrentBias = parameters[first + 3]
    self.reversed = reversed
    units = recurrentWeights.columns
    let inputs = inputWeights.columns
    forwardInput = PackedWeights(
      inputs: inputs, outputs: 4 * units, precision: precision)
    forwardRecurrent = PackedWeights(
      inputs: units, outputs: 4 * units, precision: precision)
    backwardInput = PackedWeights(
      inputs: 4 * units, outputs: inputs, precision: precision)
    backwardRecurrent = PackedWeights(
      inputs: 4 * units, outputs: units, precision: precision)
    bias = MatrixBuffer(rows: 1, columns: 4 * units)
  }

  /// What has to be done before the next pass after `parameters` changed, in independent pieces.
  func preparations(_ parameters: ParameterStore, forTraining: Bool) -> [@Sendable () -> Void] {
    let input = parameters.view(inputWeights)
    let recurrent = parameters.view(recurrentWeights)
    var pieces: [@Sendable () -> Void] = [
      { self.forwardInput.update(from: input, transposed: true) },
      {
        self.forwardRecurrent.update(from: recurrent, transposed: true, rowByRow: !forTraining)
      },
      {
        self.bias.view.copy(parameters.view(self.inputBias))
        self.bias.view.add(parameters.view(self.recurrentBias))
      },
    ]
    if forTraining {
      pieces.append { self.backwardInput.update(from: input, transposed: false) }
      pieces.append { self.backwardRecurrent.update(from: recurrent, transposed: false) }
    }
    return pieces
  }

  /// The input's share of the pre-activations of all frames in `rows`.
  func project(_ input: Operand, rows: Range<Int>, state: LSTMState) {
    forwardInput.multiply(input.rows(rows), into: state.gates.view.rows(rows))
  }

  /// Runs `sequences` through time.
  func run(_ sequences: Range<Int>, layout: RaggedLayout, state: LSTMState) {
    let (gates, cells, hidden) = (state.gates.view, state.cells.view, state.hidden.view)
    for t in timeOrder(layout.steps) {
      guard let step = StepRows(t, previous: previousStep(t), sequences, layout) else { continue }
      if let before = step.previous {
        forwardRecurrent.multiply(
          hidden.rows(before), into: gates.rows(step.current.prefix(before.count)),
          accumulating: true)
      }
      let first = step.current.lowerBound
      kernels.lstm_forward(
        step.current.count, units, gates.row(first), bias.view.base,
        step.previous.map { UnsafePointer(cells.row($0.lowerBound)) }, step.previous?.count ?? 0,
        cells.row(first), hidden.row(first))
    }
  }

  /// Runs `sequences` back through time.
  ///
  /// `hiddenGradient` [rows, H] is used up; the gates leave with the gradient of the
  /// pre-activations, and so does `gateGradient`, which follows them; `biasGradient` [4H] leaves
  /// with its column sums.
  func runBack(
    _ sequences: Range<Int>, layout: RaggedLayout, state: LSTMState, gateGradient: OperandBuffer,
    hiddenGradient: MatrixView, cellGradient: MatrixView, biasGradient: UnsafeMutablePointer<Float>
  ) {
    let (gates, cells) = (state.gates.view, state.cells.view)
    cellGradient.fill(0)
    for t in timeOrder(layout.steps).reversed() {
      guard let step = StepRows(t, previous: previousStep(t), sequences, layout) else { continue }
      let first = step.current.lowerBound
      kernels.lstm_backward(
        step.current.count, units, gates.row(first), cells.row(first),
        step.previous.map { UnsafePointer(cells.row($0.lowerBound)) }, step.previous?.count ?? 0,
        hiddenGradient.row(first), cellGradient.base, biasGradient)
      gateGradient.update(step.current)
      if let before = step.previous {
        backwardRecurrent.multiply(
          gateGradient.operand.rows(step.current.prefix(before.count)),
          into: hiddenGradient.rows(before), accumulating: true)
      }
    }
  }

  /// The gradient for the inputs in `rows`, written or added.
  func inputGradient(
    rows: Range<Int>, gateGradient: OperandBuffer, into gradient: MatrixView, accumulating: Bool
  ) {
    backwardInput.multiply(
      gateGradient.operand.rows(rows), into: gradient.rows(rows), accumulating: accumulating)
  }

  /// Copies to `shifted` the hidden state that each frame's step came from; zeros at the start.
  func shift(_ state: LSTMState, layout: RaggedLayout, into shifted: MatrixView) {
    let hidden = state.hidden.view
    let all = 0..<layout.lengths.count
    for t in 0..<layout.steps {
      guard let step = StepRows(t, previous: previousStep(t), all, layout) else { continue }
      let found = step.previous?.count ?? 0
      if let before = step.previous {
        shifted.rows(step.current.prefix(found)).copy(hidden.rows(before))
      }
      shifted.rows(step.current.dropFirst(found)).fill(0)
    }
  }

  /// The products that give the gradients of the weights.
  func weightGradients(
    input: MatrixView, shiftedHidden: MatrixView, gateGradient: OperandBuffer,
    gradients: ParameterStore
  ) -> [TransposedProduct] {
    let gates = gateGradient.operand
    return [
      TransposedProduct(gates, input, addedTo: gradients.view(inputWeights)),
      TransposedProduct(gates, shiftedHidden, addedTo: gradients.view(recurrentWeights)),
    ]
  }

  /// Adds the gradient of the sum of both biases to each.
  func addBiasGradient(_ gradient: MatrixView, to gradients: ParameterStore) {
    gradients.view(inputBias).add(gradient)
    gradients.view(recurrentBias).add(gradient)
  }

  private func timeOrder(_ steps: Int) -> [Int] {
    reversed ? (0..<steps).reversed() : Array(0..<steps)
  }

  private func previousStep(_ t: Int) -> Int {
    reversed ? t + 1 : t - 1
  }
}

/// What a direction keeps of a forward pass for the way back.
final class LSTMState: Sendable {
  /// Pre-activations, then activations, then their gradient; [rows, 4H].
  let gates = MatrixBuffer()
  /// Cell states, [rows, H].
  let cells = MatrixBuffer()
  /// Hidden states, [rows, H].
  let hidden = MatrixBuffer()

  func reshape(rows: Int, units: Int) {
    gates.reshape(rows: rows, columns: 4 * units)
    cells.reshape(rows: rows, columns: units)
    hidden.reshape(rows: rows, columns: units)
  }
}

/// The rows of some sequences at one step, and those of the step they continue.
private struct StepRows {
  let current: Range<Int>
  /// The first `previous.count` of `current` continue these; nil when none does.
  let previous: Range<Int>?

  init?(_ t: Int, previous: Int, _ sequences: Range<Int>, _ layout: RaggedLayout) {
    func rows(at t: Int) -> Range<Int>? {
      let last = min(sequences.upperBound, layout.active(t))
      guard last > sequences.lowerBound else { return nil }
      return layout.offsets[t] + sequences.lowerBound..<layout.offsets[t] + last
    }
    guard let current = rows(at: t) else { return nil }
    self.current = current
    self.previous = rows(at: previous).map { $0.prefix(current.count) }
  }
}
