import CKernels
import Foundation
import NumericCore
import Testing

@Suite("Optimizer kernels of every instruction set")
struct OptimizerKernelTests {
  @Test(
    "a step of Adam is that of the paper", arguments: availableKernels().indices, awkwardLengths)
  func step(set: Int, count: Int) {
    var random = SeededGenerator(seed: 5)
    func noise() -> [Float] { (0..<count).map { _ in random.normal() } }
    let (weights, gradients, firsts, seconds) = (noise(), noise(), noise(), noise().map { $0 * $0 })
    var (w, m, v) = (weights + [-7], firsts + [-7], seconds + [-7])
    availableKernels()[set].adam(
      count, &w, gradients, &m, &v, 0.5, 0.01, 0.9, 0.98, 1.25, 1e-8, 0.999, 0.25)
    for i in 0..<count {
      let g = 0.5 * Double(gradients[i]) + 0.25 * Double(weights[i])
      let first = 0.9 * Double(firsts[i]) + 0.1 * g
      let second = 0.98 * Double(seconds[i]) + 0.02 * g * g
      let weight =
        0.999 * Double(weights[i]) - 0.01 * first / ((1.25 * second).squareRoot() + 1e-8)
      #expect(abs(Double(m[i]) - first) < 1e-6)
      #expect(abs(Double(v[i]) - second) < 1e-6)
      #expect(abs(Double(w[i]) - weight) < 1e-6 * max(1, abs(weight)))
    }
    #expect([w[count], m[count], v[count]] == [-7, -7, -7])
  }

  @Test(
    "a step of gradient descent is PyTorch's", arguments: availableKernels().indices,
    awkwardLengths)
  func descent(set: Int, count: Int) {
    var random = SeededGenerator(seed: 6)
    func noise() -> [Float] { (0..<count).map { _ in random.normal() } }
    let (weights, gradients, velocities) = (noise(), noise(), noise())
    for nesterov in [false, true] {
      var (w, v) = (weights + [-7], velocities + [-7])
      availableKernels()[set].descent(
        count, &w, gradients, &v, 0.5, 0.01, 0.9, nesterov ? 1 : 0, 0.25)
      for i in 0..<count {
        let g = 0.5 * Double(gradients[i]) + 0.25 * Double(weights[i])
        let velocity = 0.9 * Double(velocities[i]) + g
        let step = nesterov ? g + 0.9 * velocity : velocity
        #expect(abs(Double(v[i]) - velocity) < 1e-6)
        #expect(abs(Double(w[i]) - (Double(weights[i]) - 0.01 * step)) < 1e-6)
      }
      #expect([w[count], v[count]] == [-7, -7])
    }
    var plain = weights
    availableKernels()[set].descent(count, &plain, gradients, nil, 1, 0.5, 0, 0, 0)
    #expect(zip(plain, zip(weights, gradients)).allSatisfy { abs($0 - ($1.0 - $1.1 / 2)) < 1e-6 })
  }
}
