import LinearAlgebra
import NumericCore

/// The layers of a network with its parameters, which the layers also keep in the arrangement that
/// their products want.
///
/// A pass holds the layers that it began with; they change only while none does.
final class NetworkLayers: @unchecked Sendable {
  /// The passes that the layers are ready for.
  enum Use {
    /// Forward alone.
    case inference
    /// Forward and back.
    case training
  }

  let configuration: NetworkConfiguration
  private let precision: Precision
  private let front: any Front
  private let blocks: [RecurrentBlock]
  private let output: OutputLayer
  /// The trainable values.
  var parameters: ParameterStore {
    didSet { preparedUse = nil }
  }
  /// What ``prepare(for:)`` was called for since the parameters changed.
  private(set) var preparedUse: Use?

  /// The layers of `configuration`, which is valid, on `parameters` or zeros.
  init(
    _ configuration: NetworkConfiguration, parameters: ParameterStore? = nil, precision: Precision
  ) {
    self.configuration = configuration
    self.precision = precision
    let parameters = parameters ?? ParameterStore(configuration.parameterShapes)
    self.parameters = parameters
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
  }

  /// The same layers once more, which may change.
  func copy() -> NetworkLayers {
    NetworkLayers(configuration, parameters: parameters, precision: precision)
  }

  /// Brings the layers up to date with the parameters.
  func prepare(for use: Use) {
    let (memory, forTraining) = (parameters.memory, use == .training)
    let pieces =
      front.preparations(memory, forTraining: forTraining)
      + blocks.flatMap { $0.preparations(memory, forTraining: forTraining) }
      + output.preparations(memory, forTraining: forTraining)
    ThreadPool.shared.perform(pieces.count) { pieces[$0]() }
    preparedUse = use
  }

  /// Runs a batch of sequences, sorted by falling length; `pass` keeps the logits and what the way
  /// back needs.
  ///
  /// - Parameters:
  ///   - features: [T, inputs] for each sequence.
  ///   - pass: the memory of the pass.
  ///   - dropoutSeed: decides what dropout drops; nil switches it off.
  func forward(_ features: [Matrix], pass: PassMemory, dropoutSeed: UInt64?) {
    for sequence in features {
      precondition(
        sequence.columns == configuration.inputs,
        "\(sequence.columns) features a frame for a network of \(configuration.inputs)")
    }
    pass.reserve(blocks: blocks.count)
    var frames = front.forward(features, memory: pass.front)
    for (index, block) in blocks.enumerated() {
      frames = block.forward(
        frames, parameters: parameters.memory, memory: pass.blocks[index],
        dropoutSeed: dropoutSeed.map { SeededGenerator.seed($0, UInt64(index)) })
    }
    writeLogits(of: frames, pass: pass)
  }

  /// Runs the next piece of one sequence, in a network that reads forwards.
  ///
  /// - Parameters:
  ///   - features: the piece, and before and after it what the front sees of its neighbours.
  ///   - rows: the front's rows that make the piece.
  ///   - steps: where each layer stands; empty before the first piece.
  ///   - pass: the memory of the pass.
  func forward(
    _ features: Matrix, frontRows rows: Range<Int>, after steps: inout [StepValues?],
    pass: PassMemory
  ) {
    pass.reserve(blocks: blocks.count)
    if steps.isEmpty { steps = blocks.map { _ in nil } }
    var frames = RaggedFrames(
      values: front.forward([features], memory: pass.front).values.rows(rows),
      layout: RaggedLayout(lengths: [rows.count]))
    for (index, block) in blocks.enumerated() {
      frames = block.forward(
        frames, after: &steps[index], parameters: parameters.memory, memory: pass.blocks[index])
    }
    writeLogits(of: frames, pass: pass)
  }

  private func writeLogits(of frames: RaggedFrames, pass: PassMemory) {
    pass.layout = frames.layout
    pass.outputLayerInput = frames.values
    pass.logits.reshape(rows: frames.layout.rows, columns: configuration.outputs)
    output.forward(frames.values, parameters: parameters.memory, into: pass.logits.view)
  }

  /// Adds to `gradients` those of a loss whose gradient for the logits of `pass` is
  /// `logitGradient`; the pass is used up.
  func backward(_ pass: PassMemory, logitGradient: MatrixView, gradients: ParameterMemory) {
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
        outputGradient, parameters: parameters.memory, memory: pass.blocks[index], pass: pass,
        wantsInputGradient: index > 0 || front.isTrainable, gradients: gradients)
    }
    if let gradient { front.backward(gradient, memory: pass.front, gradients: gradients) }
  }
}
