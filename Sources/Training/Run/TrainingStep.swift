import CKernels
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
  /// The optimizer's state.
  package let optimizer: any Optimizer
  let null: Int
  private let configuration: OptimizerConfiguration
  private let lossOptions: CTCLossOptions
  private let gradients: ParameterStore
  /// Whether ``gradients`` belongs to a step that is not complete.
  private var isAccumulating = false
  /// The batches of this step that took part.
  private var batches = 0
  let pass = NetworkPass()
  private let logitGradient = MatrixBuffer()

  /// Trains `network`, whose output `null` is the null symbol.
  public init(
    network: Network, null: Int, _ configuration: OptimizerConfiguration,
    loss lossOptions: CTCLossOptions = CTCLossOptions()
  ) {
    self.lossOptions = lossOptions
    self.network = network
    self.null = null
    self.configuration = configuration
    gradients = network.parameters.zeros()
    optimizer = configuration.makeOptimizer(for: network.parameters)
    network.prepare(forTraining: true)
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
    let order = Self.byLength(examples)
    network.forward(
      order.map { examples[$0].features }, pass: pass, dropoutSeed: dropoutSeed)
    clock.end(.forward)

    logitGradient.reshape(rows: pass.layout.rows, columns: network.configuration.outputs)
    let sortedLosses = ctcLoss(
      logits: pass.logits.view, layout: pass.layout, targets: order.map { examples[$0].target },
      null: null, options: lossOptions, gradient: logitGradient.view)
    let counted = sortedLosses.count { $0.isFinite }
    clock.end(.loss)

    if !isAccumulating { gradients.clear() }
    isAccumulating = !completesStep
    if counted > 0 { batches += 1 }
    let mean = 1 / Float(max(counted, 1))
    let gradientView = logitGradient.view
    kernels.scale(
      mean, gradientView.base, gradientView.base, gradientView.rows * gradientView.columns)
    network.backward(pass, logitGradient: gradientView, gradients: gradients)
    clock.end(.backward)

    let norm = completesStep ? takeStep(learningRate: learningRate) : nil
    clock.end(.update)

    var losses = [Float](repeating: 0, count: examples.count)
    for (position, index) in order.enumerated() { losses[index] = sortedLosses[position] }
    return StepResult(losses: losses, gradientNorm: norm, phases: clock.durations)
  }

  /// The order in which a batch passes the network: the longest example first.
  static func byLength(_ examples: [Example]) -> [Int] {
    examples.indices.sorted {
      (examples[$1].features.rows, $0) < (examples[$0].features.rows, $1)
    }
  }

  /// Goes down the mean gradient of the step's batches; returns its length.
  private func takeStep(learningRate: Float) -> Float {
    defer { batches = 0 }
    let mean = 1 / Float(max(batches, 1))
    if configuration.clipValue > 0 { gradients.clip(toValue: configuration.clipValue / mean) }
    let norm = mean * gradients.norm()
    guard batches > 0 && norm.isFinite else { return norm }
    optimizer.update(
      network.parameters, gradients: gradients,
      gradientScale: mean * clippingScale(norm: norm, limit: configuration.clipNorm),
      learningRate: learningRate)
    network.prepare(forTraining: true)
    return norm
  }
}
