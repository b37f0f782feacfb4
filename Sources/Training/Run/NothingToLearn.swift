public import NumericCore

/// There is no recording without a fault to learn from.
public struct NothingToLearn: DescribedError, Sendable, Equatable {
  /// The fault of the first recording, if there is any recording.
  public let firstFault: DataFault?

  /// What is wrong, in one line.
  public var description: String {
    "there is nothing to learn from: "
      + (firstFault.map { "no recording is without a fault; \($0)" } ?? "no recording")
  }
}
