/// Takes steps down gradients: AdamW, Adam or stochastic gradient descent, with clipping.
///
/// See ``NetworkPass`` for a training in ten lines.  An optimizer is a value: a copy goes on from where
/// the original stood.
public struct Optimizer: Sendable {
  /// Its settings.
  public let configuration: OptimizerConfiguration
  /// Steps taken so far.
  public package(set) var steps = 0
  /// What it remembers of the steps before: with it and ``steps`` it goes on from a checkpoint.
  package var state: [(name: String, values: ParameterStore)]

  /// An optimizer for parameters arranged like `parameters`.
  ///
  /// - Precondition: the values of `configuration` are in their ranges.
  public init(
    for parameters: ParameterStore,
    _ configuration: OptimizerConfiguration = OptimizerConfiguration()
  ) {
    for (isRight, key, reason) in configuration.checks {
      precondition(isRight, "\(key) is \(reason)")
    }
    self.configuration = configuration
    let names =
      switch configuration.kind {
      case .adamw, .adam: ["first", "second"]
      case .sgd: configuration.momentum > 0 ? ["velocity"] : []
      }
    state = names.map { ($0, parameters.zeros()) }
  }

  /// Changes the parameters of a network by one step down the gradients, which are zeros afterwards.
  ///
  /// They are clipped as the configuration says: by value, then by norm.  If one is infinite or no
  /// number, no step is taken, so that one bad batch spoils nothing.
  ///
  /// - Parameters:
  ///   - network: what learns.
  ///   - gradients: of the loss, as ``NetworkPass/backward(_:scale:addingTo:)`` adds them up.
  ///   - scale: what they are multiplied by, such as 1/n for the mean of n batches.
  ///   - learningRate: how far to go; nil for ``OptimizerConfiguration/learningRate``.
  /// - Returns: the Euclidean length of the gradient, multiplied by `scale` and clipped by value, before
  ///   it is clipped by norm.
  /// - Precondition: `gradients` are arranged like the network's parameters, and like those that the
  ///   optimizer was made for.
  @discardableResult
  public mutating func step(
    _ network: Network, gradients: inout ParameterStore, scale: Float = 1,
    learningRate: Float? = nil
  ) -> Float {
    defer { gradients.clear() }
    var norm = scale * gradients.norm()
    // No component is longer than the whole, whose length is rounded, and of huge ones infinite.
    if configuration.clipValue > 0, !(norm < 0.99 * configuration.clipValue),
      norm.isFinite || gradients.areFinite
    {
      gradients.clip(toValue: configuration.clipValue / scale)
      norm = scale * gradients.norm()
    }
    guard norm.isFinite else { return norm }
    network.update { parameters in
      update(
        &parameters, gradients: gradients,
        gradientScale: scale * clippingScale(norm: norm, limit: configuration.clipNorm),
        learningRate: learningRate ?? configuration.learningRate)
    }
    return norm
  }

  /// Takes one step down the `gradients`, each multiplied by `gradientScale` first.
  mutating func update(
    _ parameters: inout ParameterStore, gradients: ParameterStore, gradientScale: Float,
    learningRate: Float
  ) {
    let entries = parameters.entries
    precondition(
      gradients.entries == entries && state.allSatisfy { $0.values.entries == entries },
      "parameters of another network")
    steps += 1
    switch configuration.kind {
    case .adamw, .adam:
      adam(&parameters, gradients, gradientScale: gradientScale, learningRate: learningRate)
    case .sgd:
      descend(&parameters, gradients, gradientScale: gradientScale, learningRate: learningRate)
    }
  }
}
