import CKernels
import Foundation
import NumericCore
import TestSupport
import Testing

/// Steps of three rows, two of which continue earlier ones; gradients by central differences.
@Suite("Kernels of recurrent cells of every instruction set")
struct RecurrentKernelTests {
  private static let sets = availableKernels().indices
  private static let sizes = [1, 3, 4, 8, 15, 16, 17, 33]
  private let rows = 3, continuing = 2
  private var random = SeededGenerator(seed: 5)

  private mutating func noise(_ count: Int) -> [Float] {
    (0..<count).map { _ in random.normal() }
  }

  private func σ(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

  private func differences(at x: [Double], _ f: ([Double]) -> Double) -> [Double] {
    x.indices.map { index in
      var (above, below) = (x, x)
      above[index] += 1e-5
      below[index] -= 1e-5
      return (f(above) - f(below)) / 2e-5
    }
  }

  private func expectClose(_ found: [Float], _ expected: [Double]) {
    #expect(largestDifference(found.map { Double($0) }, expected) < 1e-5)
  }

  @Test("a GRU's step is that of the equations both ways", arguments: sets, sizes)
  mutating func gru(set: Int, units: Int) {
    let (a, s, b) = (noise(rows * 3 * units), noise(rows * 3 * units), noise(6 * units))
    let (before, dh, dBefore) = (
      noise(continuing * units), noise(rows * units), noise(continuing * units)
    )
    var (gates, sums, hidden) = (a, s, [Float](repeating: .nan, count: rows * units))
    var (bias, previous) = ([Float](repeating: 0, count: 6 * units), dBefore)
    let kernels = availableKernels()[set]
    kernels.gru_forward(rows, units, &gates, &sums, b, before, continuing, &hidden)
    kernels.gru_backward(
      rows, units, &gates, &sums, before, continuing, dh, &previous, &bias)
    var biasExpected = [Double](repeating: 0, count: 6 * units)
    for r in 0..<rows {
      for j in 0..<units {
        let continues = r < continuing
        // a_r, a_z, a_n, s_r, s_z, s_n, six biases, the hidden state before.
        let x: [Float] =
          (0..<3).map { a[(3 * r + $0) * units + j] }
          + (0..<3).map { continues ? s[(3 * r + $0) * units + j] : 0 }
          + (0..<6).map { b[$0 * units + j] } + [continues ? before[r * units + j] : 0]
        func h(_ x: [Double]) -> Double {
          let r = σ(x[0] + x[6] + x[3] + x[9])
          let z = σ(x[1] + x[7] + x[4] + x[10])
          let n = tanh(x[2] + x[8] + r * (x[5] + x[11]))
          return (1 - z) * n + z * x[12]
        }
        let at = r * units + j
        let doubles = x.map { Double($0) }
        expectClose([hidden[at]], [h(doubles)])
        let d = differences(at: doubles) { Double(dh[at]) * h($0) }
        expectClose((0..<3).map { gates[(3 * r + $0) * units + j] }, Array(d[0..<3]))
        expectClose((0..<3).map { sums[(3 * r + $0) * units + j] }, Array(d[3..<6]))
        for k in 0..<6 { biasExpected[k * units + j] += d[6 + k] }
        // The way through the sums, d[3...5], is a product's; what h itself passes on is the kernel's.
        if continues { expectClose([previous[at]], [Double(dBefore[at]) + d[12]]) }
      }
    }
    expectClose(bias, biasExpected)
  }

  @Test("an LSTM's step with peepholes is that of the equations both ways", arguments: sets, sizes)
  mutating func peepholes(set: Int, units: Int) {
    let (a, b, p) = (noise(rows * 4 * units), noise(4 * units), noise(3 * units))
    let (before, dh, dc) = (noise(continuing * units), noise(rows * units), noise(rows * units))
    var (gates, cell) = (a, [Float](repeating: .nan, count: rows * units))
    var (hidden, cellGradient) = (cell, dc)
    var bias = [Float](repeating: 0, count: 4 * units)
    var peepholes = [Float](repeating: 0, count: 3 * units)
    let kernels = availableKernels()[set]
    kernels.lstm_forward(rows, units, &gates, b, p, before, continuing, &cell, &hidden, nil)
    kernels.lstm_backward(
      rows, units, &gates, p, cell, before, continuing, dh, &cellGradient, &bias, &peepholes, nil)
    var expected = [Double](repeating: 0, count: 3 * units)
    for r in 0..<rows {
      for j in 0..<units {
        let continues = r < continuing
        // i, f, g, o without bias, three peepholes, the cell before.
        let x: [Float] =
          (0..<4).map { a[(4 * r + $0) * units + j] } + (0..<3).map { p[$0 * units + j] }
          + [continues ? before[r * units + j] : 0]
        func step(_ x: [Double]) -> (c: Double, h: Double) {
          let i = σ(x[0] + Double(b[j]) + x[4] * x[7])
          let f = σ(x[1] + Double(b[units + j]) + x[5] * x[7])
          let c = f * x[7] + i * tanh(x[2] + Double(b[2 * units + j]))
          return (c, σ(x[3] + Double(b[3 * units + j]) + x[6] * c) * tanh(c))
        }
        let at = r * units + j
        let doubles = x.map { Double($0) }
        expectClose([cell[at], hidden[at]], [step(doubles).c, step(doubles).h])
        let d = differences(at: doubles) {
          Double(dh[at]) * step($0).h + Double(dc[at]) * step($0).c
        }
        expectClose((0..<4).map { gates[(4 * r + $0) * units + j] }, Array(d[0..<4]))
        for k in 0..<3 { expected[k * units + j] += d[4 + k] }
        if continues { expectClose([cellGradient[at]], [d[7]]) }
      }
    }
    expectClose(peepholes, expected)
  }

  @Test("activations are what they are called, both ways and in place", arguments: sets, sizes)
  mutating func activations(set: Int, units: Int) {
    let (x, b, dy) = (noise(rows * units), noise(units), noise(rows * units))
    let functions: [(ck_activation, (Double) -> Double)] = [
      (CK_LINEAR, { $0 }), (CK_TANH, { tanh($0) }), (CK_RELU, { max(0, $0) }), (CK_SIGMOID, σ),
    ]
    let kernels = availableKernels()[set]
    for (function, f) in functions {
      var (y, dx) = (x, dy)
      var bias = [Float](repeating: 0, count: units)
      y.withUnsafeMutableBufferPointer { y in
        if let y = y.baseAddress { kernels.activation_forward(function, rows, units, y, b, y) }
      }
      dx.withUnsafeMutableBufferPointer { dx in
        if let dx = dx.baseAddress {
          kernels.activation_backward(function, rows, units, y, dx, dx, &bias)
        }
      }
      let sums = x.indices.map { Double(x[$0]) + Double(b[$0 % units]) }
      expectClose(y, sums.map(f))
      let expected = sums.indices.map { i in
        Double(dy[i]) * differences(at: [sums[i]]) { f($0[0]) }[0]
      }
      expectClose(dx, expected)
      expectClose(
        bias, (0..<units).map { j in (0..<rows).reduce(0) { $0 + expected[$1 * units + j] } })
    }
  }

  @Test("something that is no number passes through every activation", arguments: sets)
  func notANumber(set: Int) {
    for function in [CK_LINEAR, CK_TANH, CK_RELU, CK_SIGMOID] {
      var y: [Float] = [0]
      availableKernels()[set].activation_forward(function, 1, 1, [.nan], [0], &y)
      #expect(y[0].isNaN)
    }
  }
}
