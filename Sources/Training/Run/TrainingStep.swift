public import CTC
public import NumericCore
public import RecurrentNetwork

/// Features of an utterance and the labels they should be given.
public struct Example: Sendable {
  /// What the network reads, [T, inputs].
  public let features: Matrix
  /// What it should say, without the null symbol.
  public let target: [Int]

  /// An utterance to learn from.
  public init(features: Matrix, target: [Int]) {
    self.features = features
    self.target = target
  }
}

/// What one step of training did.
public struct StepResult: Sendable {
  /// The loss of each example in nats, in the order given; infinite for one that has too few frames
  /// for its target, which then took no part.
  public let losses: [Float]
  /// The length of the gradient before clipping, for the mean loss of the examples that took part;
  /// nil if more batches belong to the step.
  public let gradientNorm: Float?
  /// The time spent.
  public let phases: PhaseDurations
}

/// Learns from one batch after the other: forward, loss, backward, clipping, a step of the
/// optimizer.
public final class TrainingStep {
  /// The network that learns.
  public let network: Network
  /// The optimizer and its state.
  package var optimizer: Optimizer
  let null: Int
  private let lossOptions: CTCLossOptions
  private var gradients: ParameterStore
  /// The batches of this step that took part.
  private var batches = 0
  let pass: NetworkPass
  /// What the network said of the last batch, before its step was taken.
  private(set) var logits: [Matrix] = []

  /// Trains `network`, whose output `null` is the null symbol.
  ///
  /// - Precondition: the values of `configuration` are in their ranges.
  public init(
    network: Network, null: Int, _ configuration: OptimizerConfiguration,
    loss lossOptions: CTCLossOptions = CTCLossOptions()
  ) {
    self.lossOptions = lossOptions
    self.network = network
    self.null = null
    let parameters = network.parameters
    gradients = parameters.zeros()
    optimizer = Optimizer(for: parameters, configuration)
    pass = NetworkPass(network)
  }

  /// Takes one step with the mean loss of `examples`, or adds its gradient to that of a later step.
  ///
  /// - Parameters:
  ///   - examples: the batch, in any order.
  ///   - learningRate: the rate of this step.
  ///   - dropoutSeed: decides what dropout drops; nil drops nothing.
  ///   - completesStep: whether no more batches belong to the step, which then goes down the mean
  ///     of their gradients; those without a finite loss do not count.
  /// - Returns: losses and times.
  public func run(
    _ examples: [Example], learningRate: Float, dropoutSeed: UInt64?, completesStep: Bool = true
  ) -> StepResult {
    var clock = PhaseClock()
    logits = pass.forward(examples.map(\.features), dropoutSeed: dropoutSeed)
    clock.end(.forward)

    let (losses, logitGradients) = ctcLoss(
      logits: logits, targets: examples.map(\.target), null: null, options: lossOptions)
    let counted = losses.count { $0.isFinite }
    clock.end(.loss)

    if counted > 0 { batches += 1 }
    pass.backward(logitGradients, scale: 1 / Float(max(counted, 1)), addingTo: &gradients)
    clock.end(.backward)

    let norm = completesStep ? takeStep(learningRate: learningRate) : nil
    clock.end(.update)
    return StepResult(losses: losses, gradientNorm: norm, phases: clock.durations)
  }

  /// Goes down the mean gradient of the step's batches; returns its length.
  private func takeStep(learningRate: Float) -> Float {
    defer { batches = 0 }
    guard batches > 0 else {
      defer { gradients.clear() }
      return gradients.norm()
    }
    return optimizer.step(
      network, gradients: &gradients, scale: 1 / Float(batches), learningRate: learningRate)
  }
}
