import CKernels
import NumericCore
import TestSupport
import Testing

@Suite("CTC kernels, for every instruction set of this processor")
struct CTCKernelTests {
  /// One target over a few frames, by the kernels alone.
  private struct Run {
    var sums: [Float] = []
    var gradient: [[Float]]
    var finalStates: [Float]

    init(_ kernels: ck_kernels, logits: Matrix, target: [Int32], null: Int32) {
      let width = (target.count + 16) / 16 * 16
      let (emissionStride, stride) = (width + 16, width + 32)
      let symbols = [null] + target
      var skips = [Float](repeating: -2e38, count: width + 16)
      for u in target.indices.dropFirst() where target[u] != target[u - 1] { skips[u] = 0 }
      func start(at position: Int) -> [Float] {
        let zeros = [Float](repeating: 0, count: stride)
        let exponents = [Float](repeating: -1e38, count: stride)
        var states = zeros + exponents + zeros + exponents
        states[2 * stride + 16 + position] = 1
        states[3 * stride + 16 + position] = 0
        return states
      }
      var emissions = [[Float]](
        repeating: [Float](repeating: 0, count: 2 * emissionStride), count: logits.rows)
      var forward = [[Float]](
        repeating: [Float](repeating: 0, count: 4 * width), count: logits.rows)
      gradient = logits.doubles.map { $0.map { Float($0) } }
      var states = start(at: 0)
      for t in gradient.indices {
        let frame = gradient[t]
        sums.append(
          kernels.ctc_frame(
            frame, frame.count, symbols, symbols.count, emissionStride, 0, &emissions[t],
            &gradient[t]))
        states.withUnsafeMutableBufferPointer { states in
          guard let base = states.baseAddress else { return }
          kernels.ctc_forward(
            width, emissions[t], emissionStride, skips, base + 16, stride, &forward[t])
        }
      }
      finalStates = states
      let exponent = max(
        states[stride + 16 + target.count - 1], states[3 * stride + 16 + target.count])
      var posteriors = [Float](repeating: 0, count: width)
      states = start(at: target.count)
      for t in gradient.indices.reversed() {
        states.withUnsafeMutableBufferPointer { states in
          guard let base = states.baseAddress else { return }
          kernels.ctc_backward(
            width, emissions[t], emissionStride, skips, base + 16, stride, forward[t], exponent, 1,
            symbols, symbols.count, &posteriors, &gradient[t])
        }
      }
    }
  }

  @Test("the gradient is the oracle's, whatever the number of symbols and labels")
  func gradient() {
    var generator = SeededGenerator(seed: 51)
    for symbols in [2, 3, 4, 5, 8, 9, 15, 16, 17, 31, 32, 33, 70] {
      let target = (0..<symbols % 19).map { _ in
        Int32.random(in: 1..<Int32(symbols), using: &generator)
      }
      let logits = Matrix.random(rows: 40, columns: symbols, scale: 5, using: &generator)
      let expected = CTCOracle.loss(
        logits: logits.doubles, target: target.map { Int($0) }, null: 0
      ).gradient
      for kernels in availableKernels() {
        let run = Run(kernels, logits: logits, target: target, null: 0)
        let difference =
          zip(run.gradient.joined(), expected.joined())
          .map { abs(Double($0) - $1) }.max() ?? 0
        #expect(difference < 5e-6, "\(String(cString: kernels.name)), \(symbols) symbols")
      }
    }
  }

  @Test("a frame's sum is that of the exponentials, and NaN for what is no number")
  func sums() {
    for kernels in availableKernels() {
      for symbols in [1, 3, 4, 7, 8, 15, 16, 17, 40] {
        let zeros = Matrix(rows: 1, columns: symbols)
        #expect(Run(kernels, logits: zeros, target: [], null: 0).sums == [Float(symbols)])
        for position in 0..<symbols {
          var logits = zeros
          logits[0, position] = .nan
          #expect(Run(kernels, logits: logits, target: [], null: 0).sums[0].isNaN)
          logits[0, position] = .infinity
          #expect(Run(kernels, logits: logits, target: [], null: 0).sums[0].isNaN)
        }
      }
    }
  }

  @Test("states are zero or have a mantissa in [1, 2) and a whole exponent")
  func normalized() {
    var generator = SeededGenerator(seed: 52)
    let logits = Matrix.random(rows: 30, columns: 6, scale: 40, using: &generator)
    for kernels in availableKernels() {
      let states = Run(kernels, logits: logits, target: [1, 2, 2, 5, 3], null: 0).finalStates
      let stride = states.count / 4
      for i in 0..<stride {
        for kind in [0, 2 * stride] {
          let (mantissa, exponent) = (states[kind + i], states[kind + stride + i])
          #expect(
            mantissa == 0
              ? exponent == -1e38
              : mantissa >= 1 && mantissa < 2 && exponent == exponent.rounded())
        }
      }
    }
  }
}
