import AudioFrontEnd
import CTC
import Foundation
import Interchange
import RecurrentNetwork
import SequenceLabeler
import TestSupport
import Testing

/// All tests of the program; one at a time, since each starts processes.
@Suite("Command line", .serialized)
enum CommandLineTests {}

/// Calls `body` with the program in a new folder that holds ``writeSampleData(to:)``.
func withProgram(_ body: (Program) async throws -> Void) async throws {
  let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try writeSampleData(to: folder)
  try await body(Program(folder: folder))
}

/// Writes two tones under the names a.wav and b.wav, what else can be said with them, a manifest of
/// the four, a configuration that trains on them in no time, and two models that hear an "a" in
/// everything, "forwards" in one direction.
private func writeSampleData(to folder: URL) throws {
  var manifest = ""
  for text in ["a", "b", "ab", "ba"] {
    try writeSpeech(text, to: folder.appending(path: "\(text).wav"))
    manifest += #"{"audio_filepath": "\#(text).wav", "text": "\#(text)"}"# + "\n"
  }
  try Data(manifest.utf8).write(to: folder.appending(path: "all.jsonl"))
  let configuration = """
    epochs: 3
    batchUtterances: 2
    features: {sampleRate: 8000, melBinCount: 16}
    network: {units: 8, layers: 1}
    """
  try Data(configuration.utf8).write(to: folder.appending(path: "tiny.yaml"))
  try sampleModel().write(to: folder.appending(path: "model"))
  try sampleModel(bidirectional: false).write(to: folder.appending(path: "forwards"))
}

/// Writes a tone of a quarter of a second for each letter.
private func writeSpeech(_ text: String, to url: URL) throws {
  let samples = text.flatMap { letter in
    (0..<2000).map { time in
      0.5 * sin(2 * .pi * (letter == "a" ? 500 : 1500) * Float(time) / 8000)
    }
  }
  try waveFile(channels: [samples], sampleRate: 8000).write(to: url)
}

/// A model at 8 kHz whose output does not depend on the sound: "a" is the likeliest symbol in every
/// frame, "b" the next, "c" and the word boundary follow.
private func sampleModel(bidirectional: Bool = true) throws -> Model {
  let alphabet = try Alphabet(tokenLines: ["<blank>", "a", "b", "c", "|"])
  var shape = NetworkShape()
  shape.units = 4
  shape.layers = 1
  shape.bidirectional = bidirectional
  let configuration = ModelConfiguration(
    features: FilterBankConfiguration(sampleRate: 8000, melBinCount: 16),
    normalization: FeatureNormalization(
      mean: [Float](repeating: 0, count: 16),
      inverseStandardDeviation: [Float](repeating: 1, count: 16)),
    network: NetworkConfiguration(inputs: 16, outputs: alphabet.count, shape: shape))
  let network = try Network(configuration.network, seed: 1)
  let weights = SafeTensors(
    tensors: network.parameters.safeTensors().tensors.map { tensor in
      switch tensor.name {
      case "output.weight":
        SafeTensors.Tensor(
          name: tensor.name, shape: tensor.shape, values: tensor.values.map { _ in 0 })
      case "output.bias":
        SafeTensors.Tensor(name: tensor.name, shape: tensor.shape, values: [2, 4, 3, 1, 0])
      default: tensor
      }
    })
  try network.update { try $0.load(weights) }
  return try Model(configuration: configuration, alphabet: alphabet, network: network)
}

extension Program {
  /// Writes a file into the folder.
  func write(_ contents: Data, to name: String) throws {
    let url = folder.appending(path: name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try contents.write(to: url)
  }

  /// Writes a text file into the folder.
  func write(_ text: String, to name: String) throws {
    try write(Data(text.utf8), to: name)
  }

  /// The bytes of a file in the folder.
  func contents(of name: String) throws -> Data {
    try Data(contentsOf: folder.appending(path: name))
  }

  /// The names of the files in the folder or in one inside it.
  func fileNames(in name: String = ".") throws -> Set<String> {
    Set(try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: name).path))
  }
}
