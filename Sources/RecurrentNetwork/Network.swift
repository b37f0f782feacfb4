public import LinearAlgebra
public import NumericCore

/// A stack of recurrent layers and an affine output: features in, logits for every frame out.
///
/// Sequences of different lengths are worked on together without padding.
public final class Network: Sendable {
  /// The shape of the network.
  public let configuration: NetworkConfiguration
  /// Its trainable values; call ``prepare(forTraining:)`` after changing them.
  public let parameters: ParameterStore
  private let dropout: Dropout
  private let layers: [RecurrentLayer]
  private let output: OutputLayer

  /// A network with random values that depend on `seed` alone.
  ///
  /// - Parameters:
  ///   - configuration: the shape.
  ///   - seed: of the values.
  ///   - precision: of the operands of matrix products.
  /// - Throws: ``NetworkError`` when a size is out of range, or the processor lacks the precision.
  public convenience init(
    _ configuration: NetworkConfiguration, seed: UInt64, precision: Precision = .f32
  ) throws(NetworkError) {
    try self.init(configuration, precision: precision) { parameters in
      parameters.initialize(configuration.shape, seed: seed)
    }
  }

  /// A network whose parameters, zeros at first, get their values from `fill`.
  ///
  /// - Parameters:
  ///   - configuration: the shape.
  ///   - precision: of the operands of matrix products.
  ///   - fill: sets the parameters.
  /// - Throws: ``NetworkError`` when a size is out of range, or the processor lacks the precision.
  public init(
    _ configuration: NetworkConfiguration, precision: Precision = .f32,
    fill: (ParameterStore) -> Void
  ) throws(NetworkError) {
    try configuration.validate()
    guard precision.isAvailable else { throw .precisionNotAvailable(precision) }
    self.configuration = configuration
    dropout = Dropout(rate: configuration.shape.dropout)
    parameters = ParameterStore(configuration.parameterShapes)
    let entries = parameters.entries
    let shape = configuration.shape
    let directionCount = shape.bidirectional ? 2 : 1
    let parts = (entries.count - 2) / (shape.layers * directionCount)
    layers = (0..<shape.layers).map { layer in
      RecurrentLayer(
        directions: (0..<directionCount).map { direction in
          let first = parts * (layer * directionCount + direction)
          return Recurrence(
            shape, parameters: entries[first..<first + parts], reversed: direction == 1,
            precision: precision)
        }, precision: precision)
    }
    output = OutputLayer(
      weights: entries[entries.count - 2], bias: entries[entries.count - 1],
      precision: precision)
    fill(parameters)
    prepare(forTraining: false)
  }

  /// Brings the layers up to date with changed ``parameters``.
  ///
  /// - Parameter forTraining: whether ``backward(_:logitGradient:gradients:)`` will follow.
  public func prepare(forTraining: Bool) {
    let pieces =
      layers.flatMap { $0.preparations(parameters, forTraining: forTraining) }
      + output.preparations(parameters, forTraining: forTraining)
    ThreadPool.shared.perform(pieces.count) { pieces[$0]() }
  }

  /// The logits [⌈T / stackedFrames⌉, outputs] of one sequence of features [T, inputs].
  ///
  /// May be called from many threads at once.
  public func logits(of features: Matrix) -> Matrix {
    let pass = NetworkPass(goesBack: false)
    forward([features], pass: pass, dropoutSeed: nil)
    return pass.logits.view.matrix
  }

  /// Runs a batch of sequences, sorted by falling length; `pass` keeps the logits and what the way
  /// back needs.
  ///
  /// - Parameters:
  ///   - features: [T, inputs] for each sequence.
  ///   - pass: the memory of the pass.
  ///   - dropoutSeed: decides what dropout drops; nil switches it off.
  package func forward(_ features: [Matrix], pass: NetworkPass, dropoutSeed: UInt64?) {
    for sequence in features {
      precondition(
        sequence.columns == configuration.inputs,
        "\(sequence.columns) features a frame for a network of \(configuration.inputs)")
    }
    let sequences = features.map { configuration.shape.stacked($0) }
    let layout = RaggedLayout(lengths: sequences.map(\.rows))
    pass.begin(layout, layers: layers.count)
    pass.features.reshape(
      rows: layout.rows, columns: configuration.inputs * configuration.shape.stackedFrames)
    layout.pack(sequences, into: pass.features.view)

    var input = pass.features.view
    for (index, layer) in layers.enumerated() {
      pass.inputs.append(input)
      layer.forward(input, layout: layout, activations: pass.layers[index])
      input = pass.layers[index].output.view
      if let dropoutSeed, dropout.rate > 0 {
        let dropped = pass.dropped(index, rows: input.rows, columns: input.columns)
        dropout.draw(dropped.mask, seed: dropoutSeed &+ UInt64(index))
        dropout.apply(dropped.mask, to: input, into: dropped.values)
        input = dropped.values
      }
    }
    pass.inputs.append(input)
    pass.logits.reshape(rows: layout.rows, columns: configuration.outputs)
    output.forward(input, parameters: parameters, into: pass.logits.view)
  }

  /// Adds to `gradients` those of a loss whose gradient for the logits of `pass` is
  /// `logitGradient`; the pass is used up.
  package func backward(
    _ pass: NetworkPass, logitGradient: MatrixView, gradients: ParameterStore
  ) {
    var outputGradient = pass.gradientBuffer(columns: layers[layers.count - 1].outputs, at: 0)
    output.backward(
      pass.inputs[layers.count], logitGradient: logitGradient, inputGradient: outputGradient,
      gradients: gradients, scratch: pass.logitGradient)
    for index in layers.indices.reversed() {
      if let mask = pass.mask(index) {
        dropout.apply(mask, to: outputGradient, into: outputGradient)
      }
      let input = pass.inputs[index]
      let inputGradient =
        index > 0
        ? pass.gradientBuffer(columns: input.columns, at: (layers.count - index) % 2) : nil
      layers[index].backward(
        input, layout: pass.layout, activations: pass.layers[index],
        outputGradient: outputGradient, inputGradient: inputGradient, gradients: gradients,
        scratch: pass.scratch)
      if let inputGradient { outputGradient = inputGradient }
    }
  }
}
