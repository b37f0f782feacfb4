import CKernels
import Foundation
import NumericCore
import TestSupport
import Testing

@Suite("LSTM kernels of every instruction set")
struct LSTMKernelTests {
  private static let sets = availableKernels().indices
  private var random = SeededGenerator(seed: 4)

  private mutating func noise(_ count: Int) -> [Float] {
    (0..<count).map { _ in random.normal() }
  }

  @Test(
    "a step forward is that of the equations, for rows that go on and rows that begin",
    arguments: sets, [1, 3, 4, 8, 15, 16, 17, 33])
  mutating func forward(set: Int, units: Int) {
    let (rows, previousRows) = (3, 2)
    let (preactivations, bias) = (noise(rows * 4 * units), noise(4 * units))
    let before = noise(previousRows * units)
    var gates = preactivations
    var cell = [Float](repeating: .nan, count: rows * units)
    var hidden = cell
    availableKernels()[set].lstm_forward(
      rows, units, &gates, bias, nil, before, previousRows, &cell, &hidden, nil)
    for r in 0..<rows {
      for j in 0..<units {
        func gate(_ index: Int) -> Double {
          Double(preactivations[(4 * r + index) * units + j]) + Double(bias[index * units + j])
        }
        func σ(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
        let (i, f, g, o) = (σ(gate(0)), σ(gate(1)), tanh(gate(2)), σ(gate(3)))
        let c = i * g + (r < previousRows ? f * Double(before[r * units + j]) : 0)
        for (index, activation) in [i, f, g, o].enumerated() {
          #expect(abs(Double(gates[(4 * r + index) * units + j]) - activation) < 1e-6)
        }
        #expect(abs(Double(cell[r * units + j]) - c) < 1e-6)
        #expect(abs(Double(hidden[r * units + j]) - o * tanh(c)) < 1e-6)
      }
    }
  }

  @Test(
    "a step back is that of the equations, and the bias' gradient is added",
    arguments: sets, [1, 3, 4, 8, 15, 16, 17, 33])
  mutating func backward(set: Int, units: Int) {
    let (rows, previousRows) = (3, 2)
    let (before, cell) = (noise(previousRows * units), noise(rows * units))
    let activations = noise(rows * 4 * units).map { 1 / (1 + exp(-$0)) }
    let (dh, dcAfter, biasBefore) = (noise(rows * units), noise(rows * units), noise(4 * units))
    var (gates, dc, bias) = (activations, dcAfter, biasBefore)
    availableKernels()[set].lstm_backward(
      rows, units, &gates, nil, cell, before, previousRows, dh, &dc, &bias, nil, nil)
    var biasExpected = biasBefore.map { Double($0) }
    for r in 0..<rows {
      for j in 0..<units {
        let at = r * units + j
        let (i, f, g, o) = (
          Double(activations[4 * r * units + j]), Double(activations[(4 * r + 1) * units + j]),
          Double(activations[(4 * r + 2) * units + j]), Double(activations[(4 * r + 3) * units + j])
        )
        let squashed = tanh(Double(cell[at]))
        let d = Double(dcAfter[at]) + Double(dh[at]) * o * (1 - squashed * squashed)
        let previous = r < previousRows ? Double(before[at]) : 0
        let expected = [
          d * g * i * (1 - i), d * previous * f * (1 - f), d * i * (1 - g * g),
          Double(dh[at]) * squashed * o * (1 - o),
        ]
        for (index, gradient) in expected.enumerated() {
          #expect(abs(Double(gates[(4 * r + index) * units + j]) - gradient) < 2e-6)
          biasExpected[index * units + j] += gradient
        }
        #expect(abs(Double(dc[at]) - d * f) < 2e-6)
      }
    }
    #expect(largestDifference(bias.map { Double($0) }, biasExpected) < 5e-6)
  }

  @Test("without an earlier cell everything begins at zero", arguments: sets)
  mutating func noPreviousCell(set: Int) {
    let (rows, units) = (2, 5)
    let (preactivations, bias) = (noise(rows * 4 * units), noise(4 * units))
    var results: [[Float]] = []
    for before in [nil, [Float](repeating: 0, count: rows * units)] {
      var gates = preactivations
      var cell = [Float](repeating: .nan, count: rows * units)
      var hidden = cell
      if let before {
        availableKernels()[set].lstm_forward(
          rows, units, &gates, bias, nil, before, rows, &cell, &hidden, nil)
      } else {
        availableKernels()[set].lstm_forward(
          rows, units, &gates, bias, nil, nil, 0, &cell, &hidden, nil)
      }
      results.append(gates + cell + hidden)
    }
    #expect(results[0] == results[1])
  }

  @Test(
    "something that is no number shows in the hidden state, whatever gate it enters by",
    arguments: sets, 0..<4)
  func notANumber(set: Int, gate: Int) {
    var gates: [Float] = [0, 0, 0, 0]
    gates[gate] = .nan
    var (cell, hidden): ([Float], [Float]) = ([0], [0])
    availableKernels()[set].lstm_forward(
      1, 1, &gates, [0, 0, 0, 0], nil, [1], 1, &cell, &hidden, nil)
    #expect(hidden[0].isNaN)
  }
}
