import Foundation
import Interchange
import RecurrentNetwork
import SequenceLabeler

/// A checkpoint file: weights, their moving average, the optimizer's state, the losses of single
/// utterances and the progress, in one safetensors file that is replaced as a whole.
struct CheckpointFile {
  /// Values and what their names begin with.
  typealias Part = (name: String, values: ParameterStore)

  let url: URL
  private static let losses = "utterances.loss", counts = "utterances.count"
  private static let configuration = "configuration"

  var exists: Bool { FileManager.default.fileExists(atPath: url.path) }

  func write(
    _ parts: [Part], _ progress: TrainingProgress, losses: UtteranceLosses,
    configuration: TrainingConfiguration
  ) throws {
    var file = SafeTensors()
    for (part, store) in parts {
      file.tensors += store.safeTensors().tensors.map {
        SafeTensors.Tensor(name: "\(part).\($0.name)", shape: $0.shape, values: $0.values)
      }
    }
    for (name, values) in [(Self.losses, losses.sums), (Self.counts, losses.counts)] {
      file.tensors.append(SafeTensors.Tensor(name: name, shape: [values.count], values: values))
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    file.metadata["progress"] = String(decoding: try encoder.encode(progress), as: UTF8.self)
    file.metadata[Self.configuration] = try configuration.yaml
    try file.write(to: url)
  }

  /// Fills `parts` with what ``write(_:_:losses:configuration:)`` wrote for the training with this
  /// fingerprint; if it has another one, that is for another `configuration` or for other data.
  func read(
    into parts: inout [Part], fingerprint: String, configuration: TrainingConfiguration
  ) throws(CheckpointError) -> (progress: TrainingProgress, losses: UtteranceLosses) {
    do {
      let file = try SafeTensors(contentsOf: url)
      let progress = try JSONDecoder().decode(
        TrainingProgress.self, from: Data((file.metadata["progress"] ?? "").utf8))
      guard progress.fingerprint == fingerprint else {
        throw try difference(of: file.metadata[Self.configuration], from: configuration)
      }
      for (index, (part, _)) in parts.enumerated() {
        let prefix = "\(part)."
        try parts[index].values.load(
          SafeTensors(
            tensors: file.tensors.filter { $0.name.hasPrefix(prefix) }.map {
              SafeTensors.Tensor(
                name: String($0.name.dropFirst(prefix.count)), shape: $0.shape, values: $0.values)
            }))
      }
      func values(_ name: String) throws -> [Float] {
        guard let tensor = file.tensors.first(where: { $0.name == name }) else {
          throw ParameterError.missing(name)
        }
        return tensor.values
      }
      return (
        progress, UtteranceLosses(sums: try values(Self.losses), counts: try values(Self.counts))
      )
    } catch let error as CheckpointError {
      throw error
    } catch let error as DecodingError {
      throw .unreadable(path: url.path, reason: "its progress \(jsonFault(error))")
    } catch {
      throw .unreadable(path: url.path, reason: "\(error)")
    }
  }

  /// What the training with the configuration in the text `stored` had that one with
  /// `configuration` has not.
  private func difference(
    of stored: String?, from configuration: TrainingConfiguration
  ) throws -> CheckpointError {
    guard let stored else {
      return .otherTraining(path: url.path, difference: "another configuration or other data")
    }
    guard let (key, value, other) = try configuration.difference(from: stored) else {
      let isSame = stored == (try configuration.yaml)
      let start = configuration.initialModel.isEmpty ? "" : ", or from another model"
      return .otherTraining(
        path: url.path, difference: isSame ? "other data\(start)" : "another version of the program"
      )
    }
    if key == "epochs", let epochs = Int(other) {
      return .otherEpochs(path: url.path, epochs: epochs, wanted: configuration.epochs)
    }
    return .otherTraining(path: url.path, difference: "\(key): \(other), not \(value)")
  }
}

/// Says when the next checkpoint within an epoch is due: so often that little is lost, so seldom
/// that writing takes a fiftieth of the time at most.
struct CheckpointClock {
  private let interval: Duration
  private var last = ContinuousClock.now
  private var cost = Duration.zero

  init(every interval: Duration) {
    self.interval = interval
  }

  var isDue: Bool {
    interval == .zero || ContinuousClock.now - last >= max(interval, cost * 50)
  }

  /// Runs `write` and remembers how long it took.
  mutating func measure(_ write: () throws -> Void) rethrows {
    cost = try ContinuousClock().measure(write)
    last = .now
  }
}
