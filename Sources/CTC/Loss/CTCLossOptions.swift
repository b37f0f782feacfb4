/// What may be added to the CTC loss.
///
/// Smoothing makes a network less sure of itself, the penalty makes it less given to the null symbol.
/// Without either it is the plain loss, bit for bit.
///
///     loss = (1 − ε) · −ln Σ_π Π_t p_t(π_t) · e^(−δ·[π_t is the null symbol])  +  ε · Σ_t KL(u ‖ p_t)
///
/// with p_t = softmax(logits[t]) and u the uniform distribution over all symbols.  For the logits of
/// frame t the gradient is p_t − (1 − ε) · P(π_t | target) − ε · u.
///
/// - Source: Kim et al., arXiv 1711.01567, section 2.2, for ε; for δ, a prior of the null symbol alone
///   in place of every label's, Huang et al., arXiv 2406.02560, section 3.
public struct CTCLossOptions: Sendable, Equatable, Codable {
  /// The share ε of the uniform distribution, from 0 to below 1.
  public var labelSmoothing: Float = 0
  /// How many nats δ a path loses at every frame of the null symbol; not negative.
  ///
  /// A network that learns with it says each label for longer.
  public var nullPenalty: Float = 0

  /// The plain loss.
  public init() {}

  /// A loss of these parts.
  public init(labelSmoothing: Float, nullPenalty: Float = 0) {
    self.labelSmoothing = labelSmoothing
    self.nullPenalty = nullPenalty
  }
}
