import Foundation
import Interchange
import NumericCore
import RecurrentNetwork
import SequenceLabeler
import TestSupport
import Testing

/// What a module of PyTorch makes of a sequence; see Fixtures/generate/state_dicts.py.
private struct ModuleCase: Decodable, CustomStringConvertible {
  let name: String
  let shape: NetworkShape
  let frames: Int
  let features, logits: [Float]

  var description: String { name }
}

@Suite("State dictionaries of PyTorch's modules")
struct StateDictionaryTests {
  @Test(
    "they load as they were saved, and give the module's logits",
    arguments: try fixture("RecurrentNetwork/state-dicts/logits.json", as: [ModuleCase].self))
  fileprivate func load(_ module: ModuleCase) throws {
    let inputs = module.features.count / module.frames
    let network = try Network(
      NetworkConfiguration(inputs: inputs, outputs: 3, shape: module.shape), seed: 1)
    let file = "Fixtures/RecurrentNetwork/state-dicts/\(module.name).safetensors"
    try network.update {
      try $0.load(SafeTensors(contentsOf: packageRoot.appending(path: file)))
    }
    let logits = network.logits(
      of: Matrix(rows: module.frames, columns: inputs, elements: module.features))
    #expect(largestDifference(logits.elements, module.logits) < 1e-5)
  }
}
