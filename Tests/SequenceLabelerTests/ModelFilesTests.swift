import AudioFrontEnd
import CTC
import Foundation
import Interchange
import NumericCore
import RecurrentNetwork
import SequenceLabeler
import TestSupport
import Testing

@Suite("Model on disk")
struct ModelFilesTests {
  /// Writes a model, lets `damage` loose on its directory and returns the error of reading it, which
  /// must be one line.
  private func fault(_ damage: (URL) throws -> Void) throws -> ModelError {
    try withTemporaryFolder { folder in
      try randomModel().write(to: folder)
      try damage(folder)
      let error = try #require(throws: ModelError.self) { try Model(contentsOf: folder) }
      #expect(!error.description.contains("\n"), "\(error)")
      return error
    }
  }

  /// The model's `config.json` with some text replaced.
  private func edit(_ folder: URL, _ old: String, _ new: String) throws {
    let file = folder.appending(path: "config.json")
    let text = try String(contentsOf: file, encoding: .utf8)
    try #require(text.contains(old))
    try text.replacingOccurrences(of: old, with: new)
      .write(to: file, atomically: true, encoding: .utf8)
  }

  /// Takes the fingerprint out of `config.json`, as in models from before there were any.
  private func removeFingerprint(_ folder: URL) throws {
    let file = folder.appending(path: "config.json")
    let text = try String(contentsOf: file, encoding: .utf8)
    let rest = text.replacing(/"featureFingerprint" : "[0-9a-f]{16}",/, with: "")
    try #require(rest != text)
    try rest.write(to: file, atomically: true, encoding: .utf8)
  }

  private func editWeights(_ folder: URL, _ change: (inout [SafeTensors.Tensor]) -> Void) throws {
    let file = folder.appending(path: "weights.safetensors")
    var weights = try SafeTensors(contentsOf: file)
    change(&weights.tensors)
    try weights.write(to: file)
  }

  @Test("symbols may stand in lines with Windows' ends")
  func windowsLines() throws {
    try withTemporaryFolder { folder in
      let model = try randomModel()
      try model.write(to: folder)
      let file = folder.appending(path: "tokens.txt")
      let lines = model.alphabet.tokenLines.map { $0 + "\r\n" }
      try Data(lines.joined().utf8).write(to: file)
      #expect(try Model(contentsOf: folder).alphabet == model.alphabet)
    }
  }

  @Test("a model written and read is the same, bit for bit")
  func roundTrip() throws {
    try withTemporaryFolder { folder in
      let model = try randomModel()
      let directory = folder.appending(path: "new/model")
      try model.write(to: directory)
      let read = try Model(contentsOf: directory)
      #expect(read.configuration == model.configuration)
      #expect(read.alphabet == model.alphabet)
      let clip = noise(seed: 1)
      #expect(read.logProbabilities(of: clip) == model.logProbabilities(of: clip))
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted()
          == ["config.json", "tokens.txt", "weights.safetensors"])
      // Written over itself, it is the same files again.
      let before = try Data(contentsOf: directory.appending(path: "config.json"))
      try read.write(to: directory)
      #expect(try Data(contentsOf: directory.appending(path: "config.json")) == before)
    }
  }

  @Test("the files are those that other programs read: a token a line, PyTorch's names")
  func contents() throws {
    try withTemporaryFolder { folder in
      try randomModel().write(to: folder)
      let tokens = try String(contentsOf: folder.appending(path: "tokens.txt"), encoding: .utf8)
      #expect(tokens == "<blank>\n|\na\nb\n")
      let weights = try SafeTensors(contentsOf: folder.appending(path: "weights.safetensors"))
      #expect(weights["lstm.weight_ih_l0_reverse"]?.shape == [24, 20])
      #expect(weights["lstm.bias_hh_l1"]?.shape == [24])
      #expect(weights["output.weight"]?.shape == [4, 12])
    }
  }

  @Test("emissions are log-probabilities, one row for two frames")
  func emissions() throws {
    let model = try randomModel()
    let emissions = model.logProbabilities(of: noise(count: 8000, seed: 2))
    // 8000 samples hold 98 windows of 200 at steps of 80; two of them are one row.
    #expect((emissions.rows, emissions.columns) == (49, 4))
    #expect(model.secondsPerFrame == 0.02)
    for r in 0..<emissions.rows {
      #expect(abs(emissions.row(r).reduce(0) { $0 + exp($1) } - 1) < 1e-5)
    }
    #expect(model.logProbabilities(of: AudioClip(samples: [], sampleRate: 8000)).rows == 0)
  }

  @Test("a missing file is named", arguments: ["config.json", "tokens.txt", "weights.safetensors"])
  func missingFile(name: String) throws {
    let error = try fault { folder in
      try FileManager.default.removeItem(at: folder.appending(path: name))
    }
    guard case .notAModel(_, name) = error else {
      Issue.record("\(error)")
      return
    }
  }

  @Test("a directory that is not there is no model")
  func missingDirectory() {
    let url = URL(filePath: "/no/such/model")
    #expect(throws: ModelError.notAModel(path: url.path, missing: "config.json")) {
      try SequenceLabeler(contentsOf: url)
    }
  }

  @Test("a configuration that is no JSON, or lacks something, says what")
  func badConfiguration() throws {
    let noJSON = try fault { folder in
      try Data("units: 3".utf8).write(to: folder.appending(path: "config.json"))
    }
    #expect(noJSON.description.hasSuffix("config.json: the configuration is not JSON"))
    let lacking = try fault { try edit($0, "\"units\"", "\"unitz\"") }
    #expect(lacking.description.hasSuffix("the configuration lacks \"network.shape.units\""))
    let unknown = try fault { try edit($0, "\"lstm\"", "\"perceptron\"") }
    #expect(
      unknown.description.hasSuffix(
        "an impossible value for \"network.shape.cell\": perceptron"))
    let impossible = try fault { try edit($0, "\"layers\" : 2", "\"layers\" : 0") }
    #expect(impossible.description.hasSuffix("network: layers is 0; it must be from 1 to 64"))
  }

  @Test("a model of a newer format asks for a newer program")
  func newerFormat() throws {
    let error = try fault { try edit($0, "\"format\" : 1", "\"format\" : 2") }
    guard case .unknownFormat(_, 2) = error else {
      Issue.record("\(error)")
      return
    }
  }

  @Test("a configuration that claims terabytes is refused by the weights beside it")
  func hugeClaim() throws {
    let error = try fault { folder in
      try edit(folder, "\"units\" : 6", "\"units\" : 16384")
      try edit(folder, "\"layers\" : 2", "\"layers\" : 64")
    }
    guard case .wrongWeights(_, let reason) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(reason.contains("the network wants [65536, "))
  }

  @Test("weights that do not belong to the configuration are refused by name")
  func wrongWeights() throws {
    let name = "lstm.weight_hh_l0"
    let damages: [(String, (inout [SafeTensors.Tensor]) -> Void)] = [
      ("\(name) is missing", { $0.removeAll { $0.name == name } }),
      ("x is not a parameter", { $0.append(.init(name: "x", shape: [1], values: [1])) }),
      (
        "\(name) has the shape [6, 24], the network wants [24, 6]",
        { tensors in
          for i in tensors.indices where tensors[i].name == name {
            tensors[i] = .init(name: name, shape: [6, 24], values: tensors[i].values)
          }
        }
      ),
      (
        "\(name) has values that are not finite",
        { tensors in
          for i in tensors.indices where tensors[i].name == name {
            var values = tensors[i].values
            values[7] = .nan
            tensors[i] = .init(name: name, shape: [24, 6], values: values)
          }
        }
      ),
    ]
    for (reason, damage) in damages {
      let error = try fault { try editWeights($0, damage) }
      guard case .wrongWeights(_, let found) = error else {
        Issue.record("\(error)")
        continue
      }
      #expect(found.hasPrefix(reason))
    }
    let cut = try fault { folder in
      let file = folder.appending(path: "weights.safetensors")
      try Data(contentsOf: file).dropLast(10).write(to: file)
    }
    #expect(cut.description.contains("weights.safetensors"))
  }

  @Test("a tensor of integers is refused where it is a weight, and else passed over")
  func integers() throws {
    let error = try fault { folder in
      try editHeader(folder) { header in
        header.replace(
          #""lstm.weight_hh_l0":{"dtype":"F32""#, with: #""lstm.weight_hh_l0":{"dtype":"I32""#)
      }
    }
    guard case .wrongWeights(_, let reason) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(reason == "lstm.weight_hh_l0 is of type I32; save it as F32, F16, BF16 or F64")
    try withTemporaryFolder { folder in
      let model = try randomModel()
      try model.write(to: folder)
      let count = 4 * model.network.parameters.entries.map { $0.shape.reduce(1, *) }.reduce(0, +)
      try editHeader(folder, appending: Data(count: 8)) { header in
        header.replace(
          "{\"lstm",
          with: #"{"bn.num_batches_tracked":{"dtype":"I64","shape":[],"data_offsets":"#
            + "[\(count),\(count + 8)]},\"lstm", maxReplacements: 1)
      }
      #expect(
        try Model(contentsOf: folder).network.parameters.safeTensors()
          == model.network.parameters.safeTensors())
    }
  }

  /// Changes the header of the weights, and appends to their elements.
  private func editHeader(
    _ folder: URL, appending bytes: Data = Data(), _ edit: (inout String) -> Void
  ) throws {
    let file = folder.appending(path: "weights.safetensors")
    let data = try Data(contentsOf: file)
    let length = Int(data[0]) + Int(data[1]) << 8
    var header = String(decoding: data[8..<8 + length], as: UTF8.self)
    edit(&header)
    let size = header.utf8.count
    let start = Data([UInt8(size & 255), UInt8(size >> 8), 0, 0, 0, 0, 0, 0])
    try (start + Data(header.utf8) + data[(8 + length)...] + bytes).write(to: file)
  }

  @Test("a token list of another length, or without the null symbol, is refused")
  func wrongAlphabet() throws {
    func tokens(_ text: String) throws -> ModelError {
      try fault { try Data(text.utf8).write(to: $0.appending(path: "tokens.txt")) }
    }
    expectMismatch(try tokens("<blank>\na\nb\n"), "a network of 4 outputs, 3 symbols")
    guard case .unreadable(let path, _) = try tokens("x\n|\na\nb\n") else {
      Issue.record("a token list without <blank> was read")
      return
    }
    #expect(path.hasSuffix("tokens.txt"))
  }

  @Test("a front end that does not fit the network is refused")
  func wrongFeatures() throws {
    expectMismatch(
      try fault {
        try removeFingerprint($0)
        try edit($0, "\"melBinCount\" : 10", "\"melBinCount\" : 11")
      },
      "normalization of 10 columns, features of 11")
    expectMismatch(
      try fault {
        try removeFingerprint($0)
        try edit($0, "\"usesEnergy\" : false", "\"usesEnergy\" : true")
      },
      "normalization of 10 columns, features of 11")
    expectMismatch(
      try fault {
        try edit($0, "\"inputs\" : 10", "\"inputs\" : 9")
        try editWeights($0) { tensors in
          for i in tensors.indices where tensors[i].name.hasPrefix("lstm.weight_ih_l0") {
            tensors[i] = .init(
              name: tensors[i].name, shape: [24, 18], values: Array(tensors[i].values.prefix(432)))
          }
        }
      }, "a network of 9 inputs, features of 10")
    expectMismatch(
      try fault {
        try removeFingerprint($0)
        try edit($0, "\"sampleRate\" : 8000", "\"sampleRate\" : 0")
      }, "sample")
  }

  @Test("features that were edited, or come from another front end, are noticed")
  func foreignFeatures() throws {
    let edited = try fault { try edit($0, "\"preemphasis\" : 0.97", "\"preemphasis\" : 0.9") }
    let own = try randomModel().configuration.features.fingerprint
    guard case .foreignFeatures(let path, own, let found) = edited else {
      Issue.record("\(edited)")
      return
    }
    #expect(path.hasSuffix("/config.json") && found != own)
    #expect(edited.description.contains("undo the changes to \"features\""))
    let other = try fault { try edit($0, own, "0123456789abcdef") }
    guard case .foreignFeatures(_, "0123456789abcdef", own) = other else {
      Issue.record("\(other)")
      return
    }
  }

  @Test("a model from before there were fingerprints is read")
  func noFingerprint() throws {
    try withTemporaryFolder { folder in
      let model = try randomModel()
      try model.write(to: folder)
      try removeFingerprint(folder)
      #expect(try Model(contentsOf: folder).configuration == model.configuration)
    }
  }

  @Test("parts that do not fit are refused before anything is computed")
  func mismatch() throws {
    let (model, other) = (try randomModel(), try randomModel(symbols: ["a", "<blank>"]))
    #expect(throws: ModelError.mismatch("a network of 2 outputs, 4 symbols")) {
      try Model(
        configuration: model.configuration, alphabet: model.alphabet, network: other.network)
    }
  }

  private func expectMismatch(_ error: ModelError, _ reason: String) {
    guard case .unreadable(_, let found) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(found.hasPrefix("the parts of the model do not fit: "))
    #expect(found.contains(reason), "\(found)")
  }
}
