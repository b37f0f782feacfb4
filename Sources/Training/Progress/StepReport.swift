/// What one step of a training brought, and how far the epoch is.
public struct StepReport: Sendable {
  /// The epoch under way, counted from 1, and the number of epochs planned.
  public let epoch, epochs: Int
  /// The number of steps taken, this one included.
  public let step: Int
  /// The mean loss of its utterances, in nats; nil if none had one.
  public let loss: Double?
  /// The mean loss of the epoch's utterances so far, in nats.
  public let epochLoss: Double
  /// The length of the gradient before clipping.
  public let gradientNorm: Double
  /// The learning rate.
  public let learningRate: Float
  /// Feature frames that the epoch has not learned from yet.
  public let framesLeft: Int
}
