import Foundation
import NumericCore
import Testing

@testable import RecurrentNetwork

@Suite("Network configuration")
struct NetworkConfigurationTests {
  @Test(
    "a size out of range is refused by name and value",
    arguments: [
      ("inputs", 0), ("outputs", 1), ("units", 0), ("units", 20_000), ("layers", 0),
      ("layers", 65), ("stackedFrames", 0), ("dropout", 1), ("dropout", -0.1), ("dropout", .nan),
    ] as [(String, Float)])
  func outOfRange(name: String, value: Float) throws {
    var configuration = NetworkConfiguration(inputs: 4, outputs: 3)
    try configuration.validate()
    switch name {
    case "inputs": configuration.inputs = Int(value)
    case "outputs": configuration.outputs = Int(value)
    case "units": configuration.shape.units = Int(value)
    case "layers": configuration.shape.layers = Int(value)
    case "stackedFrames": configuration.shape.stackedFrames = Int(value)
    default: configuration.shape.dropout = value
    }
    let error = #expect(throws: NetworkError.self) { try Network(configuration, seed: 1) }
    let description = try #require(error?.description)
    #expect(description.hasPrefix("network: \(name) is "))
    #expect(description.contains("it must be from "))
  }

  @Test("a configuration written as JSON reads back")
  func codable() throws {
    var configuration = NetworkConfiguration(inputs: 4, outputs: 3)
    configuration.shape.units = 12
    configuration.shape.bidirectional = false
    let data = try JSONEncoder().encode(configuration)
    #expect(try JSONDecoder().decode(NetworkConfiguration.self, from: data) == configuration)
  }

  @Test("features of another width than the network's stop the program")
  func wrongWidth() async {
    await #expect(processExitsWith: .failure) {
      let network = try Network(NetworkConfiguration(inputs: 4, outputs: 3), seed: 1)
      _ = network.logits(of: Matrix(rows: 2, columns: 5))
    }
  }
}

@Suite("Initial parameters")
struct InitializationTests {
  private let configuration: NetworkConfiguration

  init() {
    var configuration = NetworkConfiguration(inputs: 6, outputs: 5)
    configuration.shape.units = 16
    configuration.shape.layers = 2
    self.configuration = configuration
  }

  @Test("a seed decides them")
  func seed() throws {
    func values(seed: UInt64) throws -> [Float] {
      let store = try Network(configuration, seed: seed).parameters
      return store.entries.flatMap { store.values(of: $0) }
    }
    #expect(try values(seed: 1) == values(seed: 1))
    #expect(try values(seed: 1) != values(seed: 2))
  }

  @Test("they fill ±1/√n, and forget gates begin with a bias of one in all")
  func ranges() throws {
    let network = try Network(configuration, seed: 1)
    for entry in network.parameters.entries {
      var values = network.parameters.values(of: entry)
      if entry.name.contains("bias_") {
        let forget: Float = entry.name.contains("bias_ih") ? 1 : 0
        #expect(values[16..<32].allSatisfy { $0 == forget })
        values.removeSubrange(16..<32)
      }
      let bound = 1 / Float(entry.name.hasPrefix("lstm.") ? 16 : 32).squareRoot()
      #expect(values.allSatisfy { abs($0) <= bound })
      if values.count > 100 {
        #expect((values.max() ?? 0) > 0.9 * bound && (values.min() ?? 0) < -0.9 * bound)
      }
    }
  }

  @Test("a store in the same arrangement takes values, gives them back and is cleared")
  func store() throws {
    let parameters = try Network(configuration, seed: 1).parameters
    let copy = parameters.zeros()
    #expect(copy.entries == parameters.entries)
    #expect((0..<copy.count).allSatisfy { copy.all[$0] == 0 })
    copy.copy(parameters)
    #expect(copy.entries.allSatisfy { copy.values(of: $0) == parameters.values(of: $0) })
    #expect(copy.count == copy.entries.reduce(0) { $0 + $1.shape.reduce(1, *) })
    copy.clear()
    #expect((0..<copy.count).allSatisfy { copy.all[$0] == 0 })
  }
}
