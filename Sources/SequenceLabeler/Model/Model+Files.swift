import CTC
public import Foundation
public import Interchange
import LanguageModel
import NumericCore
public import RecurrentNetwork

extension Model {
  /// Reads a model directory: `config.json`, `tokens.txt`, `weights.safetensors` and, if they are
  /// there, `lexicon.txt` and a language model, which is the first of `lm.cache`, `lm.arpa` and
  /// `lm.arpa.gz`; for any words, in place of both the first of `letters.cache`, `letters.arpa` and
  /// `letters.arpa.gz`.
  ///
  /// - Parameters:
  ///   - directory: where they are.
  ///   - precision: of the operands of matrix products; bf16 is faster and coarser, on processors
  ///     that have it.
  ///   - vocabulary: which words are recognized; with nil, neither a list of words nor a language
  ///     model is read, for what does without them.
  ///   - readsLanguageModel: whether the language model is read; not for what has another one or none.
  /// - Throws: ``ModelError``, which names the file that is at fault.
  public init(
    contentsOf directory: URL, precision: Precision = .f32, vocabulary: Vocabulary? = .listed,
    languageModel readsLanguageModel: Bool = true
  ) throws(ModelError) {
    let files = ModelFiles(directory)
    // Of what is in it, since a file may not be run either.
    guard access(directory.path + "/.", X_OK) == 0 || errno != EACCES else {
      throw .file(.unreadable(path: directory.path, reason: systemReason(code: errno)))
    }
    for file in [files.configuration, files.tokens, files.weights]
    where !FileManager.default.fileExists(atPath: file.path) {
      throw .notAModel(path: directory.path, missing: file.lastPathComponent)
    }
    let configuration = try reading(files.configuration) { try Self.configuration(from: $0) }
    let alphabet = try reading(files.tokens) { file in
      try Alphabet(tokenLines: textLines(at: file))
    }
    let weights = try reading(files.weights) { file in
      try SafeTensors(contents(of: file), named: "the file")
    }
    try reading(files.configuration) { _ in try configuration.network.validate() }
    let network = try reading(files.weights) { _ in
      // Before the network exists: a configuration that claims more than there is costs no memory.
      let tensors = try weights.tensors(for: configuration.network.parameterShapes)
      return try Network(configuration.network, precision: precision) { $0.set(tensors) }
    }
    let hasList = FileManager.default.fileExists(atPath: files.lexicon.path)
    let vocabulary = hasList ? vocabulary : vocabulary.map { _ in .listed }
    let lexicon =
      hasList && vocabulary == .listed
      ? try Lexicon(contentsOf: files.lexicon, alphabet: alphabet) : nil
    let languageModel =
      try (readsLanguageModel ? vocabulary : nil)
      .flatMap {
        files.languageModels($0).first { FileManager.default.fileExists(atPath: $0.path) }
      }
      .map { file throws(ModelError) in try reading(file) { try NGramModel(contentsOf: $0) } }
    self = try reading(directory) { _ in
      try Model(
        configuration: configuration, alphabet: alphabet, network: network, lexicon: lexicon,
        languageModel: languageModel, vocabulary: vocabulary ?? .listed)
    }
  }

  /// Writes the model to `directory`, which is made if it is not there.
  ///
  /// Each file is written beside its place and moved there whole.  A language model becomes
  /// `lm.cache`, which is read before any other, or `letters.cache`.  A list of words and a language model that
  /// are there already, and that the model has not, are removed: what is read back is this model.  Those of the
  /// other ``vocabulary`` stay.
  ///
  /// - Parameters:
  ///   - directory: where they go.
  ///   - type: what weights are written as; bf16 takes half the room, and rounds them.
  /// - Throws: `FileError`, which names the file.
  public func write(to directory: URL, weightsAs type: SafeTensors.ElementType = .f32) throws {
    try writeKeepingWords(to: directory, weightsAs: type)
    let files = ModelFiles(directory)
    let others =
      (languageModel == nil ? files.languageModels(vocabulary) : [])
      + (lexicon == nil && vocabulary == .listed ? [files.lexicon] : [])
    for file in others where FileManager.default.fileExists(atPath: file.path) {
      guard unlink(file.path) == 0 else {
        throw FileError.unwritable(path: file.path, reason: systemReason(code: errno))
      }
    }
  }

  /// The same, without removing a list of words or a language model that the model has not.
  package func writeKeepingWords(
    to directory: URL, weightsAs type: SafeTensors.ElementType
  ) throws {
    try makeFolder(directory)
    let files = ModelFiles(directory)
    try network.parameters.safeTensors().write(to: files.weights, as: type)
    try writeAtomically(
      Data((alphabet.tokenLines.joined(separator: "\n") + "\n").utf8), to: files.tokens)
    try writeDecoding(to: directory)
  }

  /// Writes how the model's output is read, to a directory that has its weights and symbols: the
  /// configuration, the list of words and the language model.
  ///
  /// A list or a language model that the model has not stays, if there is one: it may not have been read.
  ///
  /// - Throws: as ``write(to:weightsAs:)``.
  public func writeDecoding(to directory: URL) throws {
    let files = ModelFiles(directory)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    if let lexicon {
      try writeAtomically(
        Data((lexicon.lines.joined(separator: "\n") + "\n").utf8), to: files.lexicon)
    }
    if let languageModel {
      try languageModel.writeCache(to: files.languageModels(vocabulary)[0])
    }
    try writeAtomically(encoder.encode(configuration) + Data("\n".utf8), to: files.configuration)
  }

  /// The files of the language models, of words and of letters, that are in a model's directory.
  package static func languageModelFiles(in directory: URL) -> [URL] {
    [Vocabulary.listed, .any].flatMap { ModelFiles(directory).languageModels($0) }
      .filter { FileManager.default.fileExists(atPath: $0.path) }
  }

  private static func configuration(from file: URL) throws -> ModelConfiguration {
    struct Version: Decodable {
      let format: Int
      let featureFingerprint: String?
    }
    let data = try contents(of: file)
    let version = try JSONDecoder().decode(Version.self, from: data)
    guard version.format <= ModelConfiguration.currentFormat else {
      throw ModelError.unknownFormat(path: file.path, format: version.format)
    }
    let configuration = try JSONDecoder().decode(ModelConfiguration.self, from: data)
    let fingerprint = configuration.features.fingerprint
    // Models written before there were fingerprints have none.
    if let stored = version.featureFingerprint, stored != fingerprint {
      throw ModelError.foreignFeatures(path: file.path, stored: stored, found: fingerprint)
    }
    return configuration
  }
}

/// What `read` makes of a file or a directory of the model; its errors become the model's, and
/// name the file.
private func reading<R>(_ file: URL, _ read: (URL) throws -> R) throws(ModelError) -> R {
  do {
    return try read(file)
  } catch let error as FileError {
    throw .file(error)
  } catch let error as DecodingError {
    throw .unreadable(path: file.path, reason: "the configuration \(jsonFault(error))")
  } catch let error as NGramModelError {
    throw .languageModel(error)
  } catch let error as ParameterError {
    throw .wrongWeights(path: file.path, reason: "\(error)")
  } catch ModelError.unknownFormat(let path, let format) {
    throw .unknownFormat(path: path, format: format)
  } catch ModelError.foreignFeatures(let path, let stored, let found) {
    throw .foreignFeatures(path: path, stored: stored, found: found)
  } catch {
    throw .unreadable(path: file.path, reason: "\(error)")
  }
}

/// Where the files of a model stand in its directory.
struct ModelFiles {
  let configuration, tokens, weights, lexicon: URL
  private let directory: URL

  init(_ directory: URL) {
    self.directory = directory
    configuration = directory.appending(path: "config.json")
    tokens = directory.appending(path: "tokens.txt")
    weights = directory.appending(path: "weights.safetensors")
    lexicon = directory.appending(path: "lexicon.txt")
  }

  /// Where a language model may stand, what is read fastest first.
  func languageModels(_ vocabulary: Vocabulary) -> [URL] {
    let name = vocabulary == .any ? "letters" : "lm"
    return ["cache", "arpa", "arpa.gz"].map { directory.appending(path: "\(name).\($0)") }
  }
}
