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
    var unit = RecurrentOracleLayer(
      .lstm, units: 1,
      parameters: [
        "weight_ih": [0, 100, 0, 0, 100, 0, 1, 0, 0, 0, 0, 100], "weight_hh": [0, 0, 0, 0],
        "bias_ih": [-10, 10, 0, -10],
      ])
    unit.squash = { $0 }
    let (outputs, cells) = unit.run(Self.inputs)
    #expect(largestDifference(cells.map { $0[0] }, Self.memory) < 1e-2)
    #expect(largestDifference(outputs.map { $0[0] }, Self.output) < 1e-2)
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
    let logits = network.logits(
      of: Matrix(rows: 9, columns: 3, elements: Self.inputs.flatMap { $0.map { Float($0) } }))
    #expect(largestDifference((0..<9).map { Double(logits[$0, 0]) }, Self.output) < 1e-2)
    #expect(largestDifference((0..<9).map { Double(logits[$0, 1]) }, Self.memory) < 1e-2)
  }

  @Test("a linear network whose weights are all 1 counts, and the order of its inputs matters")
  func linearNetwork() throws {
    var shape = NetworkShape()
    (shape.cell, shape.activation) = (.elman, .linear)
    let network = try randomNetwork(
      shape, inputs: 2, units: 2, bidirectional: false, outputs: 2)
    network.update { parameters in
      for entry in parameters.entries {
        let weight: Float = entry.name.contains("bias") ? 0 : 1
        parameters.set(entry, to: [Float](repeating: weight, count: entry.count))
      }
    }
    func outputs(_ inputs: [Float]) -> [Float] {
      network.logits(of: Matrix(rows: 3, columns: 2, elements: inputs)).elements
    }
    #expect(outputs([1, 1, 1, 1, 2, 2]) == [4, 4, 12, 12, 32, 32])
    #expect(outputs([2, 2, 1, 1, 1, 1]) == [8, 8, 20, 20, 44, 44])
  }

  @Test("an LSTM layer has four times the parameters of a simple recurrent layer, a GRU three")
  func parameterCount() throws {
    func count(_ cell: CellKind) throws -> Int {
      var shape = NetworkShape()
      shape.cell = cell
      let network = try randomNetwork(shape, inputs: 13, units: 7, bidirectional: false)
      return network.parameters.entries.filter { !$0.name.hasPrefix("output.") }
        .reduce(0) { $0 + $1.shape.reduce(1, *) }
    }
    #expect(try count(.elman) == 13 * 7 + 7 * 7 + 2 * 7)  // W, U and PyTorch's two biases.
    #expect(try count(.lstm) == 4 * count(.elman))
    #expect(try count(.gru) == 3 * count(.elman))
    #expect(try count(.peephole) == count(.lstm) + 3 * 7)
    #expect(try count(.jordan) == count(.elman) + 7 * 7 + 7)
  }

  @Test("a linear unit multiplies what it holds by its weight: 1.01 explodes, 0.99 fades")
  func linearUnit() throws {
    for (weight, kept) in [(1.01 as Float, 2.1e4 as Float), (1, 1), (0.99, 4.3e-5)] {
      var shape = NetworkShape()
      (shape.cell, shape.activation) = (.elman, .linear)
      let network = try randomNetwork(
        shape, inputs: 1, units: 1, bidirectional: false, outputs: 2)
      network.update { $0.clear() }
      for name in ["rnn.weight_ih_l0", "rnn.weight_hh_l0"] {
        network.set(name, name.contains("ih") ? [1] : [weight])
      }
      network.set("output.weight", [1, 0])
      let logits = network.logits(
        of: Matrix(rows: 1001, columns: 1, elements: [1] + [Float](repeating: 0, count: 1000)))
      #expect(abs(logits[1000, 0] / kept - 1) < 0.02, "weight \(weight)")
    }
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
      let logits = network.logits(
        of: Matrix(rows: 1001, columns: 1, elements: [1] + [Float](repeating: 0, count: 1000)))
      #expect(abs(logits[0, 0] - 1) < 1e-5)
      #expect(abs(Double(logits[1000, 0]) - kept) < 1e-3 * kept, "forget bias \(bias)")
    }
  }
}
