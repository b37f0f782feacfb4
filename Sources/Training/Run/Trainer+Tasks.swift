extension Trainer {
  /// Trains as the synchronous method does, from a task that can be cancelled: then a checkpoint is written
  /// after the step under way, and the training ends early, with a result that is not finished.
  ///
  /// The work is not done by the caller's actor, but keeps a thread of Swift's tasks busy until it is through;
  /// a task of a lower priority leaves the others alone, see `SequenceLabeler`.
  ///
  /// - Parameters:
  ///   - interval: how often a checkpoint is written within an epoch, at most; more seldom where
  ///     that would take more than a fiftieth of the time.
  ///   - reportStep: is called after each step.
  ///   - report: is called after each epoch, when its checkpoint is written.
  /// - Returns: how it ended.
  /// - Throws: what the synchronous method throws; no `CancellationError`.
  @concurrent
  public func run(
    checkpointEvery interval: Duration = .seconds(30),
    reportStep: @Sendable (StepReport) throws -> Void = { _ in },
    report: @Sendable (EpochReport) throws -> Void
  ) async throws -> TrainingResult {
    try run(
      checkpointEvery: interval, isStopRequested: { Task.isCancelled }, reportStep: reportStep,
      report: report)
  }
}
