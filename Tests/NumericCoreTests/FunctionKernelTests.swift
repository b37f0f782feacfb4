import CKernels
import Foundation
import NumericCore
import TestSupport
import Testing

/// Lengths around the width of every vector, up to several of the widest.
let awkwardLengths = [0, 1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 64, 100]

/// The distance in units in the last place of `expected`, as a float.
private func unitsInLastPlace(_ value: Float, from expected: Double) -> Double {
  abs(Double(value) - expected) / Double(Float(expected).ulp)
}

@Suite("Function kernels of every instruction set")
struct FunctionKernelTests {
  private static let sets = availableKernels().indices

  private func values(
    of kernel: (UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int) -> Void, _ x: [Float]
  ) -> [Float] {
    var y = [Float](repeating: .nan, count: x.count)
    kernel(x, &y, x.count)
    return y
  }

  private func grid(_ range: ClosedRange<Float>, count: Int = 4001) -> [Float] {
    (0..<count).map { i in
      range.lowerBound + (range.upperBound - range.lowerBound) * Float(i) / Float(count - 1)
    }
  }

  @Test(
    "the exponential is within 2 units in the last place, 5 where it is above 2^127",
    arguments: sets)
  func exponential(set: Int) {
    let x = grid(-87.3...88.7)
    for (x, y) in zip(x, values(of: availableKernels()[set].exponential, x)) {
      let limit: Double = x < 127 * log(2) ? 2 : 5
      #expect(unitsInLastPlace(y, from: exp(Double(x))) <= limit, "exp(\(x)) = \(y)")
    }
  }

  @Test("the exponential of what no normal number holds is 0, infinity or NaN", arguments: sets)
  func exponentialExtremes(set: Int) {
    let x: [Float] = [0, -0.0, -88, -1e30, -.infinity, 89, 1e30, .infinity, .nan, 1e-30]
    let y = values(of: availableKernels()[set].exponential, x)
    #expect(y[0...1] == [1, 1])
    #expect(y[2...4] == [0, 0, 0])
    #expect(y[5...7] == [.infinity, .infinity, .infinity])
    #expect(y[8].isNaN)
    #expect(y[9] == 1)
  }

  @Test("the logarithm is right to 2e-7, relative to it or, near 1, absolute", arguments: sets)
  func logarithm(set: Int) {
    let wide = (-126...127).map { Float(sign: .plus, exponent: $0, significand: 1.3) }
    let x = wide + grid(0.25...4) + [.leastNormalMagnitude, .greatestFiniteMagnitude, 1]
    for (x, y) in zip(x, values(of: availableKernels()[set].logarithm, x)) {
      let expected = log(Double(x))
      #expect(abs(Double(y) - expected) <= 2e-7 * max(1, abs(expected)), "ln(\(x)) = \(y)")
    }
  }

  @Test("the hyperbolic tangent is right to 3e-7, never beyond ±1, and odd", arguments: sets)
  func hyperbolicTangent(set: Int) {
    let x = grid(-12...12) + [1e-30, 1e-6, 100, .greatestFiniteMagnitude, .infinity]
    let y = values(of: availableKernels()[set].hyperbolic_tangent, x)
    let mirrored = values(of: availableKernels()[set].hyperbolic_tangent, x.map { -$0 })
    for (i, x) in x.enumerated() {
      #expect(abs(Double(y[i]) - tanh(Double(x))) <= 3e-7, "tanh(\(x)) = \(y[i])")
      #expect(abs(y[i]) <= 1)
      #expect(mirrored[i] == -y[i])
    }
  }

  @Test("the sigmoid is right to 2e-7, and 0 and 1 at infinity", arguments: sets)
  func sigmoid(set: Int) {
    let x = grid(-100...100) + [-.infinity, .infinity]
    for (x, y) in zip(x, values(of: availableKernels()[set].sigmoid, x)) {
      #expect(abs(Double(y) - 1 / (1 + exp(-Double(x)))) <= 2e-7, "σ(\(x)) = \(y)")
    }
  }

  @Test("what is not a number stays so", arguments: sets)
  func notANumber(set: Int) {
    let kernels = availableKernels()[set]
    for kernel in [kernels.exponential, kernels.hyperbolic_tangent, kernels.sigmoid] {
      let y = values(of: kernel, [Float](repeating: .nan, count: 19))
      #expect(y.allSatisfy { $0.isNaN })
    }
  }

  @Test(
    "any length gives what single numbers give, writes nothing else, and works in place",
    arguments: sets, awkwardLengths)
  func lengths(set: Int, count: Int) {
    let kernels = availableKernels()[set]
    var generator = SeededGenerator(seed: 1)
    let x = (0..<count).map { _ in generator.uniform(in: 0.1...5) }
    for kernel in [
      kernels.exponential, kernels.logarithm, kernels.hyperbolic_tangent, kernels.sigmoid,
    ] {
      let single = x.map { values(of: kernel, [$0])[0] }
      var y = [Float](repeating: -7, count: count + 1)
      kernel(x, &y, count)
      #expect(y == single + [-7])
      y = x + [-7]
      y.withUnsafeMutableBufferPointer { y in
        guard let base = y.baseAddress else { return }
        kernel(base, base, count)
      }
      #expect(y == single + [-7])
    }
  }
}
