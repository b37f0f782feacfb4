import CKernels
public import NumericCore

/// The way of batches through a network and back: logits, and then the gradients of a loss for all
/// trainable values.
///
///     let network = try Network(configuration, seed: 1)
///     let pass = NetworkPass(network)
///     var gradients = network.parameters.zeros()
///     var optimizer = Optimizer(for: network.parameters)
///     for (features, targets) in batches {
///       let logits = pass.forward(features, dropoutSeed: UInt64(optimizer.steps))
///       let (losses, logitGradients) = ctcLoss(logits: logits, targets: targets, null: 0)
///       pass.backward(logitGradients, scale: 1 / Float(losses.count), addingTo: &gradients)
///       optimizer.step(network, gradients: &gradients)
///     }
///
/// A pass is used again for the next batch: its memory, which grows with the frames of the largest
/// batch, is only allocated once.  The work is shared by `Parallelism.threadCount` threads; results do
/// not depend on their number.  One pass serves one caller at a time, several may pass a network
/// together.  ``Network/logits(of:)-([Matrix])`` takes less memory where there is no way back.
public final class NetworkPass {
  /// The network that the batches pass.
  public let network: Network
  let memory = PassMemory()
  private let logitGradient = MatrixBuffer()
  /// The layers that the last batch has passed, on the way forward alone.
  private var layers: NetworkLayers?
  private var order = RaggedOrder([])

  /// A pass through `network`.
  public init(_ network: Network) {
    self.network = network
  }

  /// The logits of a batch of sequences, which depend on the network's parameters as they are now.
  ///
  /// - Parameters:
  ///   - features: [T, inputs] for each sequence, of any lengths in any order.
  ///   - dropoutSeed: decides what dropout drops, a new one in each step; nil drops nothing.
  /// - Returns: unnormalized scores for each sequence, in the order given: [frames, outputs], as many
  ///   frames as ``NetworkShape/frameCount(_:)`` makes of T.
  /// - Precondition: each has as many columns as ``NetworkConfiguration/inputs`` says.
  public func forward(_ features: [Matrix], dropoutSeed: UInt64? = nil) -> [Matrix] {
    // The layers of a batch that never went back may change now.
    self.layers = nil
    let layers = network.layers(for: .training)
    order = RaggedOrder(features.map(\.rows))
    layers.forward(order.sorted(features), pass: memory, dropoutSeed: dropoutSeed)
    self.layers = layers
    return order.unpack(memory.logits.view, layout: memory.layout)
  }

  /// Adds the gradients of a loss for the parameters, given those for the logits.
  ///
  /// The parameters are those that ``forward(_:dropoutSeed:)`` has seen, even if the network has others
  /// by now.
  ///
  /// - Parameters:
  ///   - logitGradients: of the loss for the logits of the last batch, in its order and shapes.
  ///   - scale: what they are multiplied by, such as 1/n for the mean loss of n sequences.
  ///   - gradients: of all trainable values, `network.parameters.zeros()` at first.
  /// - Precondition: a batch went forward and not back yet; shapes and arrangement are its and the
  ///   network's.
  public func backward(
    _ logitGradients: [Matrix], scale: Float = 1, addingTo gradients: inout ParameterStore
  ) {
    guard let layers else {
      preconditionFailure("backward without a forward before it: each batch goes back once")
    }
    self.layers = nil
    precondition(
      gradients.entries == layers.parameters.entries, "gradients of another network's parameters")
    let (lengths, columns) = (memory.layout.lengths, network.configuration.outputs)
    precondition(
      logitGradients.count == lengths.count,
      "\(logitGradients.count) gradients for \(lengths.count) sequences")
    let sorted = order.sorted(logitGradients)
    for (gradient, length) in zip(sorted, lengths) {
      precondition(
        gradient.rows == length && gradient.columns == columns,
        "a gradient [\(gradient.rows), \(gradient.columns)] for logits [\(length), \(columns)]")
    }
    logitGradient.reshape(rows: memory.layout.rows, columns: columns)
    let packed = logitGradient.view
    memory.layout.pack(sorted, into: packed)
    kernels.scale(scale, packed.base, packed.base, packed.rows * packed.columns)
    layers.backward(memory, logitGradient: packed, gradients: gradients.unsharedMemory())
  }
}
