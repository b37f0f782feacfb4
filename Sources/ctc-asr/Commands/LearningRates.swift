import Foundation
import Training

/// Writes the losses of the first epochs at several learning rates, and which of these to train with.
///
/// Throws if none can be told from the others.
func tryLearningRates(
  _ configuration: TrainingConfiguration, _ sets: TrainingSets, named name: String
) throws {
  let nowhere = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
  let trainer = try Trainer(
    configuration, alphabet: sets.alphabet, training: sets.training,
    development: sets.development, directory: nowhere, resuming: false)
  try output("learning rate  epochs     loss  nulls\n")
  let (trials, suggestion) = try trainer.findLearningRate { trial in
    try output(
      String(
        format: "%13.1e  %6d  %7.3f  %4.1f%%\n", trial.rate, trial.epochs, trial.loss,
        100 * trial.nullShare))
  }
  guard let suggestion else {
    let best = trials.min { $0.loss < $1.loss }
    throw Failure(
      "\(name): no suggestion: "
        + (best?.saysOnlyNulls ?? true
          ? "the network says nothing yet; raise epochs"
          : "the best rate is the last one tried; begin with another --set optimizer.learningRate")
    )
  }
  try output(String(format: "suggestion: --set optimizer.learningRate=%.1e\n", suggestion))
}
