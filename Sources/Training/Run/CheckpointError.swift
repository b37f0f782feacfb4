public import NumericCore

/// What is wrong with a training that should be resumed.
public enum CheckpointError: DescribedError, Sendable, Equatable {
  /// There is none.
  case missing(path: String)
  /// It cannot be read.
  case unreadable(path: String, reason: String)
  /// It belongs to another training; `difference` is what that one was trained with.
  case otherTraining(path: String, difference: String)
  /// It belongs to a training of another number of epochs.
  case otherEpochs(path: String, epochs: Int, wanted: Int)
  /// There is one already, and nobody asked to resume it.
  case inTheWay(path: String)
  /// There is a model without a checkpoint, which would be written over.
  case modelInTheWay(path: String)
  /// Another process trains into this directory.
  case inUse(path: String)

  /// What is wrong and what to do about it, in one line.
  public var description: String {
    switch self {
    case .missing(let path): "\(path): no checkpoint to resume; begin a new training"
    case .unreadable(let path, let reason):
      "\(path): the checkpoint cannot be read: \(reason); delete it to train anew, or give another "
        + "directory"
    case .otherTraining(let path, let difference):
      "\(path): this checkpoint was trained with \(difference); give the same, or another "
        + "directory"
    case .otherEpochs(let path, let epochs, let wanted):
      "\(path): this checkpoint is of a training of \(epochs) epochs, over which its learning rate falls, "
        + "not of \(wanted); give the same, or train on from its model into another directory"
    case .inTheWay(let path):
      "\(path): a training stands here already; resume it, or give another directory"
    case .modelInTheWay(let path):
      "\(path): a model stands here already; give another directory, or delete it"
    case .inUse(let path):
      "\(path): another training is writing here; wait for it, or give another directory"
    }
  }
}
