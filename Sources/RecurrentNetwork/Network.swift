public import LinearAlgebra
public import NumericCore
import Synchronization

/// A front, a stack of recurrent layers and an affine output: features in, logits for every frame
/// out.
///
/// Sequences of different lengths are worked on together without padding.
public final class Network: Sendable {
  /// The shape of the network.
  public let configuration: NetworkConfiguration
  /// Its trainable values; call ``prepare(forTraining:)`` after changing them.
  public let parameters: ParameterStore
  private let front: any Front
  private let blocks: [RecurrentBlock]
  private let output: OutputLayer
  /// Memory of earlier passes that go forward alone, for as many as there are processors to work on
  /// at once.
  private let idlePasses = Mutex<[NetworkPass]>([])
  private static let passesKept = availableProcessorCount
  /// The rows of a pass whose memory is kept: some ten megabytes a thousand.
  private static let rowsKept = 4096

  /// A network with random values that depend on `seed` alone.
  ///
  /// - Parameters:
  ///   - configuration: the shape.
  ///   - seed: of the values.
  ///   - null: the output of the null symbol, whose bias ``NetworkShape/nullBias`` changes.
  ///   - precision: of the operands of matrix products.
  /// - Throws: ``NetworkError`` when a size is out of range, or the processor lacks the precision or
  ///   the products that `CTC_ASR_PRODUCTS` names.
  public convenience init(
    _ configuration: NetworkConfiguration, seed: UInt64, null: Int? = nil,
    precision: Precision = .f32
  ) throws(NetworkError) {
    try self.init(configuration, precision: precision) { parameters in
      parameters.initialize(configuration.shape, null: null, seed: seed)
    }
  }

  /// A network whose parameters, zeros at first, get their values from `fill`.
  ///
  /// - Parameters:
  ///   - configuration: the shape.
  ///   - precision: of the operands of matrix products.
  ///   - fill: sets the parameters.
  /// - Throws: ``NetworkError`` when a size is out of range, or the processor lacks the precision or
  ///   the products that `CTC_ASR_PRODUCTS` names.
  public init(
    _ configuration: NetworkConfiguration, precision: Precision = .f32,
    fill: (ParameterStore) -> Void
  ) throws(NetworkError) {
    try configuration.validate()
    if let name = ProductChoice.name, !ProductChoice.names.contains(name) {
      throw .productsNotAvailable(name, available: ProductChoice.names)
    }
    guard precision.isAvailable else { throw .precisionNotAvailable(precision) }
    self.configuration = configuration
    parameters = ParameterStore(configuration.parameterShapes)
    var rest = parameters.entries[...]
    front =
      switch configuration.shape.front {
      case .stacking:
        FrameStacking(inputs: configuration.inputs, count: configuration.shape.stackedFrames)
      case .convolution:
        ConvolutionalFront(configuration, parameters: &rest)
      }
    blocks = (0..<configuration.shape.layers).map { layer in
      RecurrentBlock(configuration, layer: layer, parameters: &rest, precision: precision)
    }
    output = OutputLayer(
      weights: rest.removeFirst(), bias: rest.removeFirst(), precision: precision)
    fill(parameters)
    prepare(forTraining: false)
  }

  /// Brings the layers up to date with changed ``parameters``.
  ///
  /// - Parameter forTraining: whether ``backward(_:logitGradient:gradients:)`` will follow.
  public func prepare(forTraining: Bool) {
    let pieces =
      front.preparations(parameters, forTraining: forTraining)
      + blocks.flatMap { $0.preparations(parameters, forTraining: forTraining) }
      + output.preparations(parameters, forTraining: forTraining)
    ThreadPool.shared.perform(pieces.count) { pieces[$0]() }
  }

  /// The logits of one sequence of features [T, inputs], as many rows as
  /// ``NetworkShape/frameCount(_:)`` says.
  ///
  /// May be called from many threads at once.
  public func logits(of features: Matrix) -> Matrix {
    withForwardPass { pass in
      forward([features], pass: pass, dropoutSeed: nil)
      return pass.logits.view.matrix
    }
  }

  private func withForwardPass(_ body: (NetworkPass) -> Matrix) -> Matrix {
    let pass = idlePasses.withLock { $0.popLast() } ?? NetworkPass(goesBack: false)
    defer { if pass.layout.rows <= Self.rowsKept { keep(pass) } }
    return body(pass)
  }

  private func keep(_ pass: NetworkPass) {
    idlePasses.withLock { if $0.count < Self.passesKept { $0.append(pass) } }
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
    pass.reserve(blocks: blocks.count)
    var frames = front.forward(features, memory: pass.front)
    for (index, block) in blocks.enumerated() {
      frames = block.forward(
        frames, parameters: parameters, memory: pass.blocks[index],
        dropoutSeed: dropoutSeed.map { $0 &+ UInt64(index) })
    }
    writeLogits(of: frames, pass: pass)
  }

  /// The logits of the next piece of one sequence, in a network that reads forwards.
  ///
  /// - Parameters:
  ///   - features: the piece, and before and after it what the front sees of its neighbours.
  ///   - rows: the front's rows that make the piece.
  ///   - steps: where each layer stands; empty before the first piece.
  /// - Returns: [rows, outputs].
  func logits(
    of features: Matrix, frontRows rows: Range<Int>, after steps: inout [StepValues?]
  ) -> Matrix {
    withForwardPass { pass in
      pass.reserve(blocks: blocks.count)
      if steps.isEmpty { steps = blocks.map { _ in nil } }
      var frames = RaggedFrames(
        values: front.forward([features], memory: pass.front).values.rows(rows),
        layout: RaggedLayout(lengths: [rows.count]))
      for (index, block) in blocks.enumerated() {
        frames = block.forward(
          frames, after: &steps[index], parameters: parameters, memory: pass.blocks[index])
      }
      writeLogits(of: frames, pass: pass)
      return pass.logits.view.matrix
    }
  }

  private func writeLogits(of frames: RaggedFrames, pass: NetworkPass) {
    pass.layout = frames.layout
    pass.outputLayerInput = frames.values
    pass.logits.reshape(rows: frames.layout.rows, columns: configuration.outputs)
    output.forward(frames.values, parameters: parameters, into: pass.logits.view)
  }

  /// Adds to `gradients` those of a loss whose gradient for the logits of `pass` is
  /// `logitGradient`; the pass is used up.
  package func backward(
    _ pass: NetworkPass, logitGradient: MatrixView, gradients: ParameterStore
  ) {
    var gradient: MatrixView? = pass.nextGradient(
      rows: logitGradient.rows, columns: pass.outputLayerInput.columns)
    if let gradient {
      output.backward(
        pass.outputLayerInput, logitGradient: logitGradient, inputGradient: gradient,
        gradients: gradients)
    }
    for (index, block) in blocks.enumerated().reversed() {
      guard let outputGradient = gradient else { return }
      gradient = block.backward(
        outputGradient, parameters: parameters, memory: pass.blocks[index], pass: pass,
        wantsInputGradient: index > 0 || front.isTrainable, gradients: gradients)
    }
    if let gradient { front.backward(gradient, memory: pass.front, gradients: gradients) }
  }
}
