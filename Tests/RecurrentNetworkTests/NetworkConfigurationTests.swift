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
      ("layers", 65), ("stackedFrames", 0), ("truncation", -1), ("dropout", 1), ("dropout", -0.1),
      ("dropout", .nan),
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
    case "truncation": configuration.shape.truncation = Int(value)
    default: configuration.shape.dropout = value
    }
    let error = #expect(throws: NetworkError.self) { try Network(configuration, seed: 1) }
    let description = try #require(error?.description)
    #expect(description.hasPrefix("network: \(name) is "))
    #expect(description.contains("it must be from "))
  }

  @Test("a function that the cell would not use is refused")
  func unusedActivation() throws {
    for cell in CellKind.allCases {
      var configuration = NetworkConfiguration(inputs: 4, outputs: 3)
      configuration.shape.cell = cell
      configuration.shape.activation = .relu
      if cell == .elman || cell == .jordan {
        try configuration.validate()
      } else {
        let error = #expect(throws: NetworkError.self) { try configuration.validate() }
        #expect(try #require(error?.description).hasPrefix("network: activation is relu; it must"))
      }
      configuration.shape.activation = .tanh
      configuration.shape.outputActivation = .linear
      if cell == .jordan {
        try configuration.validate()
      } else {
        let error = #expect(throws: NetworkError.self) { try configuration.validate() }
        #expect(try #require(error?.description).hasPrefix("network: outputActivation is linear"))
      }
    }
  }

  @Test("a list of a wrong length, or with a number out of range, is refused")
  func lists() throws {
    for pyramid in [[2, 2, 2], [0], [9], [-1]] {
      var configuration = NetworkConfiguration(inputs: 4, outputs: 3)
      configuration.shape.pyramid = pyramid
      let error = #expect(throws: NetworkError.self) { try configuration.validate() }
      #expect(
        error?.description == """
          network: pyramid is \(pyramid); it must be a list of 0 to 2 numbers from 1 to 8
          """)
    }
    for strides in [[], [2, 2, 2, 2, 2], [0]] {
      var configuration = NetworkConfiguration(inputs: 4, outputs: 3)
      (configuration.shape.front, configuration.shape.frontStrides) = (.convolution, strides)
      let error = #expect(throws: NetworkError.self) { try configuration.validate() }
      #expect(try #require(error?.description).hasPrefix("network: frontStrides is \(strides)"))
    }
  }

  @Test("what would have no effect is refused by name")
  func unused() throws {
    let changes: [(String, (inout NetworkShape) -> Void, (inout NetworkShape) -> Void)] = [
      (
        "stackedFrames", { ($0.front, $0.stackedFrames) = (.convolution, 3) },
        { $0.stackedFrames = 2 }
      ),
      ("frontChannels", { $0.frontChannels = 8 }, { $0.front = .convolution }),
      ("frontStrides", { $0.frontStrides = [2] }, { $0.front = .convolution }),
      ("merge", { ($0.bidirectional, $0.merge) = (false, .sum) }, { $0.bidirectional = true }),
      ("dropoutKind", { ($0.dropout, $0.dropoutKind) = (0, .sequence) }, { $0.dropout = 0.1 }),
      ("residual", { ($0.layers, $0.residual) = (1, true) }, { $0.layers = 2 }),
    ]
    for (name, change, remedy) in changes {
      var configuration = NetworkConfiguration(inputs: 4, outputs: 3)
      change(&configuration.shape)
      let error = #expect(throws: NetworkError.self) { try configuration.validate() }
      #expect(try #require(error?.description).hasPrefix("network: \(name) is "))
      remedy(&configuration.shape)
      try configuration.validate()
    }
  }

  @Test("frames are counted as they are joined, convolved and joined again, rounded up each time")
  func frameCount() {
    var shape = NetworkShape()
    (shape.stackedFrames, shape.pyramid) = (3, [2])
    #expect(shape.framesPerOutput == 6)
    #expect([0, 1, 6, 7, 12, 13].map { shape.frameCount($0) } == [0, 1, 1, 2, 2, 3])
    (shape.front, shape.frontStrides) = (.convolution, [2, 2])
    #expect(shape.framesPerOutput == 8)
    #expect([0, 1, 8, 9, 16, 17].map { shape.frameCount($0) } == [0, 1, 1, 2, 2, 3])
  }

  @Test("a configuration written as JSON reads back")
  func codable() throws {
    var configuration = NetworkConfiguration(inputs: 4, outputs: 3)
    configuration.shape.merge = .average
    configuration.shape.frontStrides = [2, 1]
    configuration.shape.pyramid = [2]
    configuration.shape.nullBias = -1
    configuration.shape.units = 12
    configuration.shape.bidirectional = false
    let data = try JSONEncoder().encode(configuration)
    #expect(try JSONDecoder().decode(NetworkConfiguration.self, from: data) == configuration)
  }

  @Test("a configuration of the first format, without cells to choose from, is one of LSTMs")
  func firstFormat() throws {
    let text = """
      {"bidirectional": true, "cell": "lstm", "dropout": 0.2, "layers": 3, "stackedFrames": 2,
      "units": 256}
      """
    let shape = try JSONDecoder().decode(NetworkShape.self, from: Data(text.utf8))
    #expect(shape == NetworkShape())
  }

  @Test("parameters have the names that PyTorch's modules load", arguments: CellKind.allCases)
  func names(_ cell: CellKind) throws {
    var configuration = NetworkConfiguration(inputs: 4, outputs: 3)
    configuration.shape.cell = cell
    configuration.shape.layers = 1
    configuration.shape.projection = cell == .lstm ? 5 : 0
    let parts = configuration.parameterShapes.map(\.name).filter { !$0.hasSuffix("_reverse") }
    let own: [CellKind: [String]] = [
      .lstm: ["weight_hr_l0"], .peephole: ["weight_peephole_l0"],
      .jordan: ["bias_hr_l0", "weight_hr_l0"],
    ]
    let modules: [CellKind: String] = [.gru: "gru", .elman: "rnn", .jordan: "jordan"]
    let expected =
      ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"] + own[cell, default: []]
    #expect(
      parts == expected.map { "\(modules[cell, default: "lstm"]).\($0)" }
        + ["output.weight", "output.bias"])
  }

  @Test(
    "a projection that a cell cannot have is refused",
    arguments: [(CellKind.lstm, 256), (.lstm, -1), (.gru, 1), (.elman, 1), (.jordan, 20_000)])
  func projection(_ cell: CellKind, width: Int) {
    var configuration = NetworkConfiguration(inputs: 4, outputs: 3)
    (configuration.shape.cell, configuration.shape.projection) = (cell, width)
    let error = #expect(throws: NetworkError.self) { try configuration.validate() }
    #expect(
      error?.description.hasPrefix("network: projection is \(width); it must be from 0 to ") == true
    )
    #expect(error?.description.hasSuffix("cells of kind \(cell)") == true)
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

  @Test("the null symbol's bias is what it would be, and what the configuration adds to it")
  func nullBias() throws {
    var biased = configuration
    biased.shape.nullBias = -1.5
    let (plain, changed) = (
      try Network(configuration, seed: 1, null: 3), try Network(biased, seed: 1, null: 3)
    )
    for entry in plain.parameters.entries {
      var expected = plain.parameters.values(of: entry)
      if entry.name == "output.bias" { expected[3] -= 1.5 }
      #expect(changed.parameters.values(of: entry) == expected)
    }
  }

  @Test("convolutions fill ±1/√(9 · input channels), and normalizations begin by changing nothing")
  func stages() throws {
    var configuration = configuration
    (configuration.shape.front, configuration.shape.normalization) = (.convolution, .layer)
    let network = try Network(configuration, seed: 1)
    for (name, inputs) in [("front.0.weight", 9), ("front.2.weight", 288), ("front.2.bias", 288)]
      as [(String, Float)]
    {
      let largest = try #require(network.values(name).map(abs).max())
      #expect((0.8...1).contains(largest * inputs.squareRoot()), "\(name)")
    }
    #expect(network.values("norm.1.weight") == [Float](repeating: 1, count: 32))
    #expect(network.values("norm.1.bias") == [Float](repeating: 0, count: 32))
  }

  @Test("the identity makes each step copy the last one's hidden state, and biases zero")
  func identity() throws {
    var irnn = configuration
    (irnn.shape.cell, irnn.shape.activation) = (.elman, .relu)
    irnn.shape.initialization = .identity
    let network = try Network(irnn, seed: 1)
    let diagonal = (0..<256).map { $0 % 17 == 0 ? 1 : 0 as Float }
    #expect(network.values("rnn.weight_hh_l1_reverse") == diagonal)
    #expect(network.values("rnn.bias_ih_l0").allSatisfy { $0 == 0 })
  }

  @Test(
    "orthogonal matrices, one a gate, have rows or columns of length 1 at right angles",
    arguments: [CellKind.gru, .lstm])
  func orthogonal(_ cell: CellKind) throws {
    var orthogonal = configuration
    orthogonal.shape.cell = cell
    orthogonal.shape.projection = cell == .lstm ? 10 : 0
    orthogonal.shape.initialization = .orthogonal
    let network = try Network(orthogonal, seed: 1)
    let values = network.values("\(cell.rawValue).weight_hh_l0")
    let (rows, columns) = (16, orthogonal.shape.outputs)
    #expect(values.count % (rows * columns) == 0)
    for gate in stride(from: 0, to: values.count, by: rows * columns) {
      for (a, b) in [(0, 0), (3, 3), (0, 9), (7, 8)] {
        let product = (0..<rows).reduce(0) {
          $0 + values[gate + $1 * columns + a] * values[gate + $1 * columns + b]
        }
        #expect(abs(product - (a == b ? 1 : 0)) < 1e-5)
      }
    }
    let biases = network.values("\(cell.rawValue).bias_ih_l0")
    #expect(biases.filter { $0 != 0 } == [Float](repeating: 1, count: cell == .lstm ? 16 : 0))
  }

  @Test("a copy of the parameters changes and is cleared without the original")
  func store() throws {
    let parameters = try Network(configuration, seed: 1).parameters
    let values = parameters.contents
    #expect(parameters.zeros().entries == parameters.entries)
    #expect(parameters.zeros().contents.allSatisfy { $0 == 0 })
    #expect(parameters.count == parameters.entries.reduce(0) { $0 + $1.shape.reduce(1, *) })
    var copy = parameters
    copy.set(copy.entries[1], to: [Float](repeating: 7, count: copy.entries[1].count))
    #expect(copy.values(of: copy.entries[1]).allSatisfy { $0 == 7 })
    #expect(copy.values(of: copy.entries[0]) == parameters.values(of: copy.entries[0]))
    copy.clear()
    #expect(copy.contents.allSatisfy { $0 == 0 })
    #expect(parameters.contents == values)
  }
}
