import AudioFrontEnd
import SequenceLabeler
import Training

/// The options that do what an error of the libraries advises.
private func options(for error: any Error) -> [String] {
  switch error {
  case let error as CheckpointError:
    switch error {
    case .missing: ["--resume"]
    case .inTheWay: ["--resume", "--out"]
    case .otherEpochs: ["--init", "--out"]
    case .unreadable, .otherTraining, .modelInTheWay, .inUse: ["--out"]
    }
  case is TrainingDivergence: ["--set", "--find-learning-rate"]
  case AudioFileError.endless: ["--live"]
  case ModelError.noBundledModel: ["--model"]
  default: []
  }
}

/// The error with the options that do what it advises.
func withOptions(_ error: any Error) -> any Error {
  let options = options(for: error)
  return options.isEmpty ? error : Failure("\(error) (\(options.joined(separator: ", ")))")
}
