import Foundation
import NumericCore
import TestSupport
import Testing

@testable import RecurrentNetwork

@Suite("Worked examples")
struct WorkedExampleTests {
  /// (x1, x2, x3) in time: x1 is stored where x2 is 1, forgotten where it is −1, told where x3 is 1.
  private static let inputs: [[Double]] = [
    [1, 0, 0], [3, 1, 0], [2, 0, 0], [4, 1, 0], [2, 0, 0], [1, 0, 1], [3, -1, 0], [6, 1, 0],
    [1, 0, 1],
  ]
  private static let memory: [Double] = [0, 3, 3, 7, 7, 7, 0, 6, 6]
  private static let output: [Double] = [0, 0, 0, 0, 0, 7, 0, 0, 6]

  @Test("an LSTM unit with linear cell input and output stores, keeps, tells and forgets numbers")
  func memoryUnit() {
    var unit = LSTMOracleLayer(
      inputWeights: [[0, 100, 0], [0, 100, 0], [1, 0, 0], [0, 0, 100]],
      recurrentWeights: [[0], [0], [0], [0]], bias: [-10, 10, 0, -10])
    unit.squash = { $0 }
    let (hidden, cells) = unit.run(Self.inputs)
    #expect(largestDifference(cells.map { $0[0] }, Self.memory) < 1e-2)
    #expect(largestDifference(hidden.map { $0[0] }, Self.output) < 1e-2)
  }

  /// The same unit in the engine, whose tanh is linear to 2e-5 for numbers a thousand times smaller;
  /// a second unit, whose output gate is always open, shows the memory.
  @Test("the engine's LSTM does the same with numbers so small that its tanh is linear")
  func memoryUnitInTheEngine() throws {
    let network = try randomNetwork(inputs: 3, units: 2, bidirectional: false, outputs: 2)
    let gate: [Float] = [0, 100, 0]
    network.set(
      "lstm.weight_ih_l0",
      gate + gate + gate + gate + [1e-3, 0, 0, 1e-3, 0, 0] + [0, 0, 100, 0, 0, 0])
    network.set("lstm.weight_hh_l0", [Float](repeating: 0, count: 16))
    network.set("lstm.bias_ih_l0", [-10, -10, 10, 10, 0, 0, -10, 20])
    network.set("lstm.bias_hh_l0", [Float](repeating: 0, count: 8))
    network.set("output.weight", [1000, 0, 0, 1000])
    network.set("output.bias", [0, 0])
    network.prepare(forTraining: false)
    let logits = network.logits(
      of: Matrix(rows: 9, columns: 3, elements: Self.inputs.flatMap { $0.map { Float($0) } }))
    #expect(largestDifference((0..<9).map { Double(logits[$0, 0]) }, Self.output) < 1e-2)
    #expect(largestDifference((0..<9).map { Double(logits[$0, 1]) }, Self.memory) < 1e-2)
  }

  @Test("an LSTM layer has four times the parameters of a simple recurrent layer")
  func parameterCount() throws {
    let (inputs, units) = (13, 7)
    let network = try randomNetwork(inputs: inputs, units: units, bidirectional: false)
    let count = network.parameters.entries.filter { $0.name.hasPrefix("lstm.") }
      .reduce(0) { $0 + $1.shape.reduce(1, *) }
    // PyTorch's nn.RNN has W, U and two biases.
    #expect(count == 4 * (inputs * units + units * units + 2 * units))
  }

  /// A linear unit multiplies its state by w in each step: 1.01^1000 is 2·10^4, 0.99^1000 nearly 0.
  ///
  /// A memory cell is such a unit with w its forget gate, which is never above 1.
  @Test("after 1000 steps a forget gate of 0.99 has lost all, an open one has lost nothing")
  func longMemory() throws {
    func power(_ base: Double) -> Double { (0..<1000).reduce(1) { product, _ in product * base } }
    #expect(abs(power(1.01) - 2.1e4) < 1e3)
    for (bias, kept) in [(Float(log(99.0)), power(0.99)), (25, 1)] {
      let network = try randomNetwork(inputs: 1, units: 1, bidirectional: false, outputs: 2)
      network.set("lstm.weight_ih_l0", [0, 0, 1e-3, 0])
      network.set("lstm.weight_hh_l0", [0, 0, 0, 0])
      network.set("lstm.bias_ih_l0", [25, bias, 0, 25])
      network.set("lstm.bias_hh_l0", [0, 0, 0, 0])
      network.set("output.weight", [1000, 0])
      network.set("output.bias", [0, 0])
      network.prepare(forTraining: false)
      let logits = network.logits(
        of: Matrix(rows: 1001, columns: 1, elements: [1] + [Float](repeating: 0, count: 1000)))
      #expect(abs(logits[0, 0] - 1) < 1e-5)
      #expect(abs(Double(logits[1000, 0]) - kept) < 1e-3 * kept, "forget bias \(bias)")
    }
  }
}
