import CTC
import Foundation
import Interchange
import NumericCore
import RecurrentNetwork
import SequenceLabeler

/// Where a training stands: with it, training goes on as if it had never stopped.
///
/// Order of the data, dropout and augmentation are decided by the seed, the epoch and the step
/// alone, so that no generator's state is needed.
struct TrainingProgress: Codable, Equatable {
  /// Epochs that are finished.
  var epoch = 0
  /// Steps taken.
  var steps = 0
  /// The lowest word error rate on the development set.
  var bestWordErrorRate: Double?
  /// The character error rate that came with it.
  var bestCharacterErrorRate: Double?
  /// A digest of configuration, alphabet and data, which must not change in between.
  var fingerprint: String
}

/// What is wrong with a training that should be resumed.
public enum CheckpointError: Error, Sendable, Equatable, CustomStringConvertible {
  /// There is none.
  case missing(path: String)
  /// It cannot be read.
  case unreadable(path: String, reason: String)
  /// It belongs to another configuration or other data.
  case otherTraining(path: String)
  /// There is one already, and nobody asked to resume it.
  case inTheWay(path: String)
  /// Another process trains into this directory.
  case inUse(path: String)

  /// What is wrong and what to do about it, in one line.
  public var description: String {
    switch self {
    case .missing(let path): "\(path): no checkpoint to resume; train without --resume"
    case .unreadable(let path, let reason): "\(path): the checkpoint cannot be read: \(reason)"
    case .otherTraining(let path):
      "\(path): this checkpoint was trained with another configuration or other data; "
        + "give the same ones, or another --out"
    case .inTheWay(let path):
      "\(path): a training stands here already; add --resume to go on with it, or give another --out"
    case .inUse(let path):
      "\(path): another training is writing here; wait for it, or give another --out"
    }
  }
}

/// A checkpoint file: weights, their moving average, the optimizer's state and the progress, in
/// one safetensors file that is replaced as a whole.
struct CheckpointFile {
  /// Values and what their names begin with.
  typealias Part = (name: String, values: ParameterStore)

  let url: URL

  var exists: Bool { FileManager.default.fileExists(atPath: url.path) }

  func write(_ parts: [Part], _ progress: TrainingProgress) throws {
    var file = SafeTensors()
    for (part, store) in parts {
      file.tensors += store.safeTensors().tensors.map {
        SafeTensors.Tensor(name: "\(part).\($0.name)", shape: $0.shape, values: $0.values)
      }
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    file.metadata["progress"] = String(decoding: try encoder.encode(progress), as: UTF8.self)
    try file.write(to: url)
  }

  /// Fills `parts` with what ``write(_:_:)`` wrote for the training with this fingerprint.
  func read(
    into parts: [Part], fingerprint: String
  ) throws(CheckpointError) -> TrainingProgress {
    guard exists else { throw .missing(path: url.path) }
    do {
      let file = try SafeTensors(contentsOf: url)
      let progress = try JSONDecoder().decode(
        TrainingProgress.self, from: Data((file.metadata["progress"] ?? "").utf8))
      guard progress.fingerprint == fingerprint else {
        throw CheckpointError.otherTraining(path: url.path)
      }
      for (part, store) in parts {
        let prefix = "\(part)."
        try store.load(
          SafeTensors(
            tensors: file.tensors.filter { $0.name.hasPrefix(prefix) }.map {
              SafeTensors.Tensor(
                name: String($0.name.dropFirst(prefix.count)), shape: $0.shape, values: $0.values)
            }))
      }
      return progress
    } catch let error as CheckpointError {
      throw error
    } catch let error as DecodingError {
      throw .unreadable(path: url.path, reason: "its progress \(jsonFault(error))")
    } catch {
      throw .unreadable(path: url.path, reason: "\(error)")
    }
  }
}
