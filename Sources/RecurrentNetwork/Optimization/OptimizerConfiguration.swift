/// How gradients become steps.
public enum OptimizerKind: String, Sendable, Codable, CaseIterable {
  /// Adam with decoupled weight decay.
  case adamw
  /// Adam, weight decay being a part of the gradient.
  case adam
  /// Stochastic gradient descent, weight decay being a part of the gradient.
  case sgd
}

/// The settings of the optimizer.
public struct OptimizerConfiguration: Sendable, Equatable, Codable {
  /// How gradients become steps.
  public var kind = OptimizerKind.adamw
  /// The learning rate at its highest.
  public var learningRate: Float = 2e-3
  /// The decay of Adam's average of gradients.
  public var beta1: Float = 0.9
  /// The decay of Adam's average of squared gradients.
  public var beta2: Float = 0.98
  /// What keeps Adam's step finite where gradients vanish.
  public var epsilon: Float = 1e-8
  /// The share of the step before that gradient descent adds to its step.
  public var momentum: Float = 0.9
  /// Whether gradient descent looks ahead by its momentum (Nesterov).
  public var nesterov = false
  /// The share of itself that each weight loses in a step, times the learning rate; outside AdamW,
  /// the share of itself that is added to its gradient.
  public var weightDecay: Float = 0.01
  /// How many batches make a step of a training, which goes down the mean of their gradients; in a loop of
  /// your own ``Optimizer/step(_:gradients:scale:learningRate:)`` is called when a step is complete.
  public var accumulate = 1
  /// Gradients longer than this are shortened to it; 0 leaves them alone.
  public var clipNorm: Float = 5
  /// Components of the gradient beyond ± this become ± this, before the norm is taken; 0 leaves
  /// them alone.
  public var clipValue: Float = 0

  /// AdamW with a highest learning rate of 0.002.
  public init() {}
}
