import LinearAlgebra
import NumericCore

/// A recurrent layer over a ragged batch in one direction of time, whatever its cell.
///
///     a_t = W_ih x_t      s_t = W_hh y_{t-1}      h_t = cell(a_t, s_t)      y_t = h_t or projected
///
/// W_ih of all frames is one product; what is fed back alone stands in the loop over time.
final class Recurrence: Sendable {
  let cell: any RecurrentCell
  /// The width of y.
  let outputs: Int
  private let reversed: Bool
  private let truncation: Int
  private let inputWeights, recurrentWeights: WeightMatrix
  private let projection: Projection?
  private let vectorEntries: [ParameterStore.Entry]
  private let vectors: [CellVector]
  /// Where the projection's bias begins in the row of all vectors.
  private let projectionBias: Int
  /// The row of all vectors.
  private let vectorRow: MatrixBuffer

  /// A direction with the parameters that ``NetworkShape/parameters(inputs:)`` lists.
  init(
    _ shape: NetworkShape, parameters: ArraySlice<ParameterStore.Entry>, reversed: Bool,
    precision: Precision
  ) {
    cell = shape.recurrentCell
    outputs = shape.outputs
    vectors = shape.vectors
    projectionBias = cell.vectorCount
    self.reversed = reversed
    truncation = shape.truncation
    var rest = parameters
    inputWeights = WeightMatrix(rest.removeFirst(), precision: precision)
    recurrentWeights = WeightMatrix(rest.removeFirst(), precision: precision, isFedBack: true)
    vectorEntries = Array(rest.prefix(vectors.count))
    projection = rest.dropFirst(vectors.count).first.map {
      Projection(
        weights: WeightMatrix($0, precision: precision, isFedBack: true),
        activation: shape.projectionActivation)
    }
    vectorRow = MatrixBuffer(rows: 1, columns: vectors.map(\.places.upperBound).max() ?? 0)
  }

  /// What has to be done before the next pass after `parameters` changed, in independent pieces.
  func preparations(_ parameters: ParameterMemory, forTraining: Bool) -> [@Sendable () -> Void] {
    let matrices = [inputWeights, recurrentWeights] + (projection.map { [$0.weights] } ?? [])
    return matrices.flatMap { $0.preparations(parameters, forTraining: forTraining) } + [
      {
        self.vectorRow.view.fill(0)
        for (vector, entry) in zip(self.vectors, self.vectorEntries) {
          self.vectorRow.view.columns(vector.places).add(parameters.view(entry))
        }
      }
    ]
  }

  /// The input's share of the pre-activations of all frames in `rows`.
  func project(_ input: MatrixView, rows: Range<Int>, state: RecurrenceState) {
    inputWeights.forward.multiply(input.rows(rows), into: state.gates.view.rows(rows))
  }

  /// Runs `sequences` through time.
  func run(_ sequences: Range<Int>, layout: RaggedLayout, state: RecurrenceState) {
    let (sums, hidden, output) = (sums(state), state.hidden.view, output(state))
    for t in timeOrder(layout.steps) {
      guard let rows = StepRows(t, previous: previousStep(t), sequences, layout) else { continue }
      let earlier = earlier(than: rows, state)
      if let fedBack = earlier?.output {
        recurrentWeights.forward.multiply(
          fedBack, into: sums.rows(rows.current.prefix(fedBack.rows)),
          accumulating: !cell.keepsSumsApart, fromEnd: t % 2 == 1)
      }
      cell.forward(
        step(rows, earlier, next: layout.rows(at: nextStep(t), of: sequences), state))
      projection?.forward(
        hidden.rows(rows.current), bias: vectorRow.view.base + projectionBias,
        into: output.rows(rows.current))
    }
  }

  /// Runs `sequences` back through time.
  ///
  /// `scratch.outputGradient` is used up; gates and sums leave with their gradients,
  /// `vectorGradient` with that of the row of all vectors.
  func runBack(
    _ sequences: Range<Int>, layout: RaggedLayout, state: RecurrenceState,
    scratch: RecurrenceScratch, vectorGradient: UnsafeMutablePointer<Float>
  ) {
    let output = output(state)
    let outputGradient = scratch.outputGradient.view
    let hiddenGradient = projection == nil ? outputGradient : scratch.hiddenGradient.view
    let memoryGradient = scratch.memoryGradient.view.rows(sequences)
    let sumGradient = sums(state)
    memoryGradient.fill(0)
    for t in timeOrder(layout.steps).reversed() {
      guard let rows = StepRows(t, previous: previousStep(t), sequences, layout) else { continue }
      if let projection {
        projection.backward(
          output.rows(rows.current), gradient: outputGradient.rows(rows.current),
          biasGradient: vectorGradient + projectionBias)
        projection.weights.backward.multiply(
          outputGradient.rows(rows.current), into: hiddenGradient.rows(rows.current))
      }
      let reached = isCut(t) ? nil : rows.previous
      cell.backward(
        step(rows, earlier(than: rows, state), next: rows.previous, state),
        CellGradient(
          hidden: hiddenGradient.row(rows.current.lowerBound),
          previousHidden: reached.map { hiddenGradient.row($0.lowerBound) },
          memory: memoryGradient.base, vectors: vectorGradient))
      if isCut(t) { memoryGradient.fill(0) }
      if let before = reached {
        recurrentWeights.backward.multiply(
          sumGradient.rows(rows.current.prefix(before.count)), into: outputGradient.rows(before),
          accumulating: true, fromEnd: t % 2 == 1)
      }
    }
  }

  /// The gradient for the inputs in `rows`, written or added.
  func inputGradient(
    rows: Range<Int>, state: RecurrenceState, into gradient: MatrixView, accumulating: Bool
  ) {
    inputWeights.backward.multiply(
      state.gates.view.rows(rows), into: gradient.rows(rows), accumulating: accumulating)
  }

  /// The products that give the gradients of the weights.
  func weightGradients(
    input: MatrixView, state: RecurrenceState, scratch: RecurrenceScratch,
    gradients: ParameterMemory
  ) -> [TransposedProduct] {
    var products = [
      (inputWeights, state.gates.view, input),
      (recurrentWeights, sums(state), scratch.shiftedOutput.view),
    ]
    if let projection {
      products.append((projection.weights, scratch.outputGradient.view, state.hidden.view))
    }
    return products.map { weights, gradient, input in
      weights.gradient(outputs: gradient, inputs: input, gradients: gradients)
    }
  }

  /// Adds the gradient of the row of all vectors to each of them.
  func addVectorGradient(_ gradient: MatrixView, to gradients: ParameterMemory) {
    for (vector, entry) in zip(vectors, vectorEntries) {
      gradients.view(entry).add(gradient.columns(vector.places))
    }
  }

  var hasProjection: Bool { projection != nil }

  /// The length of the row of all vectors.
  var vectorCount: Int { vectorRow.columns }

  func timeOrder(_ steps: Int) -> [Int] {
    reversed ? (0..<steps).reversed() : Array(0..<steps)
  }

  func previousStep(_ t: Int) -> Int {
    reversed ? t + 1 : t - 1
  }

  private func nextStep(_ t: Int) -> Int {
    reversed ? t - 1 : t + 1
  }

  /// Whether no gradient passes from step `t` to the one that it continues.
  private func isCut(_ t: Int) -> Bool {
    truncation > 0 && t / truncation != previousStep(t) / truncation
  }

  private func step(
    _ rows: StepRows, _ earlier: EarlierStep?, next: Range<Int>?, _ state: RecurrenceState
  ) -> CellStep {
    let first = rows.current.lowerBound
    return CellStep(
      rows: rows.current.count, previousRows: earlier?.output.rows ?? 0,
      gates: state.gates.view.row(first), sums: sums(state).row(first),
      vectors: vectorRow.view.base, memory: state.memory.view.row(first),
      hidden: state.hidden.view.row(first), previousMemory: earlier?.memory,
      previousHidden: earlier?.hidden,
      nextGates: next.map { UnsafePointer(state.gates.view.row($0.lowerBound)) })
  }
}
