import LinearAlgebra
import NumericCore

/// A recurrent layer and what becomes of its outputs before the layer above reads them.
final class RecurrentBlock: Sendable {
  private let layer: RecurrentLayer
  private let normalization: LayerNormalization?
  private let dropout: Dropout?
  private let joining: FrameJoining?
  /// The width of what the layer emits.
  var width: Int { layer.outputs }

  /// The layer `index` of a network, with the next of its parameters.
  init(
    _ configuration: NetworkConfiguration, layer index: Int,
    parameters: inout ArraySlice<ParameterStore.Entry>, precision: Precision
  ) {
    let (shape, inputs) = (configuration.shape, configuration.inputs(of: index))
    let count = shape.parameters(inputs: inputs).count
    let directions = (shape.bidirectional ? [false, true] : [false]).map { reversed in
      defer { parameters = parameters.dropFirst(count) }
      return Recurrence(
        shape, parameters: parameters.prefix(count), reversed: reversed, precision: precision)
    }
    layer = RecurrentLayer(
      directions: directions, merge: shape.merge,
      isResidual: shape.residual && inputs == shape.width)
    normalization =
      shape.normalization == .layer
      ? LayerNormalization(weight: parameters.removeFirst(), bias: parameters.removeFirst()) : nil
    dropout = shape.dropout > 0 ? Dropout(rate: shape.dropout, kind: shape.dropoutKind) : nil
    let joined = shape.joinedFrames(above: index)
    joining = joined > 1 ? FrameJoining(factor: joined) : nil
  }

  func preparations(_ parameters: ParameterMemory, forTraining: Bool) -> [@Sendable () -> Void] {
    layer.preparations(parameters, forTraining: forTraining)
  }

  /// What the layer above reads; without a seed nothing is dropped.
  func forward(
    _ input: RaggedFrames, parameters: ParameterMemory, memory: BlockMemory, dropoutSeed: UInt64?
  ) -> RaggedFrames {
    memory.input = input
    layer.forward(input.values, layout: input.layout, activations: memory.activations)
    let output = RaggedFrames(values: memory.activations.output.view, layout: input.layout)
    normalization?.forward(output.values, parameters: parameters, memory: memory.normalization)
    memory.isMasked = dropout != nil && dropoutSeed != nil
    if let dropout, let dropoutSeed {
      dropout.forward(output, mask: memory.mask, seed: dropoutSeed)
    }
    return joining?.forward(output, into: memory.joined) ?? output
  }

  /// The same of the next piece of one sequence, in a network that reads forwards; `step` is where
  /// the layer stands, nil before the first piece.
  func forward(
    _ input: RaggedFrames, after step: inout StepValues?, parameters: ParameterMemory,
    memory: BlockMemory
  ) -> RaggedFrames {
    let start = memory.activations.states[0].start
    start.set(step)
    defer { start.set(nil) }
    let output = forward(input, parameters: parameters, memory: memory, dropoutSeed: nil)
    step = layer.lastStep(memory.activations)
    return output
  }

  /// Adds to `gradients`; returns the gradient for the inputs, if it is wanted.
  func backward(
    _ gradient: MatrixView, parameters: ParameterMemory, memory: BlockMemory, pass: PassMemory,
    wantsInputGradient: Bool, gradients: ParameterMemory
  ) -> MatrixView? {
    let layout = memory.input.layout
    var gradient = gradient
    if let joining {
      let joined = gradient
      gradient = pass.nextGradient(rows: layout.rows, columns: width)
      joining.backward(joined, layout: layout, into: gradient)
    }
    if memory.isMasked {
      dropout?.apply(memory.mask.view, to: RaggedFrames(values: gradient, layout: layout))
    }
    if let normalization, let memory = memory.normalization {
      normalization.backward(
        gradient, parameters: parameters, memory: memory, gradients: gradients)
    }
    let input = memory.input.values
    let inputGradient =
      wantsInputGradient ? pass.nextGradient(rows: layout.rows, columns: input.columns) : nil
    layer.backward(
      input, layout: layout, activations: memory.activations, outputGradient: gradient,
      inputGradient: inputGradient, gradients: gradients, scratch: pass.scratch)
    return inputGradient
  }
}

/// What a block keeps of a forward pass.
final class BlockMemory: @unchecked Sendable {
  /// What the layer read.
  fileprivate(set) var input = RaggedFrames(
    values: MatrixBuffer().view, layout: RaggedLayout(lengths: []))
  let activations: LayerActivations
  /// Nil in a pass that does not go back.
  let normalization: NormalizationMemory?
  /// The factors of dropout, if ``isMasked``.
  let mask = MatrixBuffer()
  fileprivate(set) var isMasked = false
  /// The outputs joined for the layer above.
  let joined = MatrixBuffer()

  /// Memory of its own but for `states`, which several blocks share in a pass that does not go back.
  init(goesBack: Bool, sharing states: [RecurrenceState]? = nil) {
    activations = states.map { LayerActivations(states: $0) } ?? LayerActivations()
    normalization = goesBack ? NormalizationMemory() : nil
  }
}
