public import Foundation

extension Trainer {
  /// Checks that a training can begin in a directory or, when resuming, go on there.
  ///
  /// - Throws: ``CheckpointError`` when there is a checkpoint and nobody asked for it or the other
  ///   way round, a model without one, or another training writes there.
  public static func check(_ directory: URL, resuming: Bool) throws(CheckpointError) {
    let checkpoint = checkpoint(in: directory)
    let weights = directory.appending(path: "weights.safetensors")
    switch (checkpoint.exists, resuming) {
    case (true, false): throw .inTheWay(path: checkpoint.url.path)
    case (false, true): throw .missing(path: checkpoint.url.path)
    case (false, false) where FileManager.default.fileExists(atPath: weights.path):
      throw .modelInTheWay(path: weights.path)
    default: _ = try DirectoryLock(directory)
    }
  }

  /// Whether there is a training in `directory` that can be resumed.
  public static func hasCheckpoint(in directory: URL) -> Bool {
    checkpoint(in: directory).exists
  }

  /// The configuration of the training in `directory`, with `settings` such as `epochs=20` over it; nil
  /// if there is none.
  public static func configuration(
    in directory: URL, settings: [String] = []
  ) throws(ConfigurationError) -> TrainingConfiguration? {
    let file = directory.appending(path: "training.yaml")
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    return try TrainingConfiguration(contentsOf: file, settings: settings)
  }

  static func checkpoint(in directory: URL) -> CheckpointFile {
    CheckpointFile(url: directory.appending(path: "last.checkpoint"))
  }
}
