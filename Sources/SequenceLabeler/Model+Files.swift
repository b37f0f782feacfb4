import CTC
public import Foundation
import Interchange
import RecurrentNetwork

extension Model {
  /// Reads a model directory: `config.json`, `tokens.txt` and `weights.safetensors`.
  public init(contentsOf directory: URL) throws(ModelError) {
    let files = ModelFiles(directory)
    for file in [files.configuration, files.tokens, files.weights]
    where !FileManager.default.fileExists(atPath: file.path) {
      throw .notAModel(path: directory.path, missing: file.lastPathComponent)
    }
    let configuration = try Self.configuration(at: files.configuration)
    let alphabet: Alphabet
    do {
      let text = try String(contentsOf: files.tokens, encoding: .utf8)
      alphabet = try Alphabet(tokenLines: text.components(separatedBy: "\n"))
    } catch {
      throw .unreadable(path: files.tokens.path, reason: "\(error)")
    }
    let network: Network
    do {
      network = try Network(configuration.network, seed: 0)
    } catch {
      throw .unreadable(path: files.configuration.path, reason: "\(error)")
    }
    do {
      try network.parameters.load(SafeTensors(contentsOf: files.weights))
    } catch {
      throw .wrongWeights(path: files.weights.path, reason: "\(error)")
    }
    network.prepare(forTraining: false)
    try self.init(configuration: configuration, alphabet: alphabet, network: network)
  }

  /// Writes the model to `directory`, which is made if it is not there.
  ///
  /// Each file is written beside its place and moved there whole.
  ///
  /// - Throws: the file system's error, which names the file.
  public func write(to directory: URL) throws {
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    let files = ModelFiles(directory)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try network.parameters.safeTensors().write(to: files.weights)
    try writeAtomically(
      Data((alphabet.tokenLines.joined(separator: "\n") + "\n").utf8), to: files.tokens)
    try writeAtomically(encoder.encode(configuration) + Data("\n".utf8), to: files.configuration)
  }

  private static func configuration(at file: URL) throws(ModelError) -> ModelConfiguration {
    struct Version: Decodable { let format: Int }
    do {
      let data = try Data(contentsOf: file)
      let format = try JSONDecoder().decode(Version.self, from: data).format
      guard format <= ModelConfiguration.currentFormat else {
        throw ModelError.unknownFormat(path: file.path, format: format)
      }
      return try JSONDecoder().decode(ModelConfiguration.self, from: data)
    } catch let error as ModelError {
      throw error
    } catch let error as DecodingError {
      throw .unreadable(path: file.path, reason: "the configuration \(jsonFault(error))")
    } catch {
      throw .unreadable(path: file.path, reason: error.localizedDescription)
    }
  }
}

/// Where the files of a model stand in its directory.
private struct ModelFiles {
  let configuration, tokens, weights: URL

  init(_ directory: URL) {
    configuration = directory.appending(path: "config.json")
    tokens = directory.appending(path: "tokens.txt")
    weights = directory.appending(path: "weights.safetensors")
  }
}
