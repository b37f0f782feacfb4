import CKernels
import Foundation
import NumericCore
import Testing

@Suite("Front-end kernels of every instruction set")
struct FrontEndKernelTests {
  private static let sets = availableKernels().indices
  private var random = SeededGenerator(seed: 11)

  private mutating func noise(_ count: Int) -> [Float] {
    (0..<count).map { _ in random.normal() }
  }

  @Test(
    "a prepared frame is that of the formula", arguments: sets,
    [1, 2, 3, 4, 5, 8, 15, 16, 17, 33, 63, 64, 65, 400])
  mutating func prepareFrame(set: Int, count: Int) {
    let (x, window) = (noise(count).map { $0 + 3 }, noise(count))
    for removesMean in [false, true] {
      var y = [Float](repeating: .nan, count: count + 1)
      availableKernels()[set].prepare_frame(x, count, removesMean ? 1 : 0, 0.97, window, &y)
      let mean = removesMean ? x.map(Double.init).reduce(0, +) / Double(count) : 0
      for i in 0..<count {
        let (current, previous) = (Double(x[i]) - mean, Double(x[max(i, 1) - 1]) - mean)
        #expect(abs(Double(y[i]) - (current - 0.97 * previous) * Double(window[i])) < 1e-5)
      }
      #expect(y[count].isNaN, "nothing is written behind the frame")
    }
  }

  @Test(
    "a power spectrum is that of the definition", arguments: sets,
    [2, 4, 6, 8, 10, 16, 20, 32, 34, 36, 50, 64, 66, 100])
  mutating func powerSpectrum(set: Int, count: Int) {
    let x = noise(count)
    let half = count / 2
    // The transform of the samples taken as complex numbers, by its definition.
    let z = (0..<half).flatMap { k in
      var (real, imaginary) = (0.0, 0.0)
      for n in 0..<half {
        let angle = -2 * Double.pi * Double(k * n) / Double(half)
        let (a, b) = (Double(x[2 * n]), Double(x[2 * n + 1]))
        real += a * cos(angle) - b * sin(angle)
        imaginary += a * sin(angle) + b * cos(angle)
      }
      return [Float(real), Float(imaginary)]
    }
    let angles = (0..<half).map { Double.pi * Double($0) / Double(half) }
    var power = [Float](repeating: .nan, count: half + 2)
    availableKernels()[set].power_spectrum(
      z, half, angles.map { Float(cos($0)) }, angles.map { Float(sin($0)) }, &power)
    for (k, expected) in definedPowerSpectrum(of: x).enumerated() {
      #expect(abs(Double(power[k]) - expected) < 1e-4 * max(1, expected))
    }
    #expect(power[half + 1].isNaN, "nothing is written behind the spectrum")
  }

  @Test("predictions of spectra are sums of their definitions", arguments: sets, [(1, 1), (2, 3)])
  mutating func prediction(set: Int, lags: (delay: Int, taps: Int)) {
    let (delay, taps) = lags
    let (frames, columns, stride, history) = (7, 32, 48, delay + taps - 1)
    let (real, imaginary) = (noise((history + frames) * stride), noise((history + frames) * stride))
    let (weights, filters) = (noise(frames * columns), noise(taps * 2 * columns))
    /// The frame that precedes frame t by the lag of number i.
    func z(_ t: Int, _ i: Int, _ column: Int) -> SIMD2<Double> {
      let row = history + t - (i == 0 ? 0 : delay + i - 1)
      return SIMD2(Double(real[row * stride + column]), Double(imaginary[row * stride + column]))
    }
    /// a conj(b).
    func product(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> SIMD2<Double> {
      SIMD2(a.x * b.x + a.y * b.y, a.y * b.x - a.x * b.y)
    }
    var sums = [Float](repeating: 1, count: (taps + 1) * (taps + 2) * columns)
    var rest = [Float](repeating: .nan, count: frames * 2 * columns + 1)
    real.withUnsafeBufferPointer { real in
      imaginary.withUnsafeBufferPointer { imaginary in
        let (x, y) = (
          real.baseAddress! + history * stride, imaginary.baseAddress! + history * stride
        )
        availableKernels()[set].weighted_correlations(
          x, y, stride, frames, weights, delay, taps, columns, &sums)
        availableKernels()[set].subtract_prediction(
          x, y, stride, frames, filters, delay, taps, columns, &rest)
      }
    }
    for column in 0..<columns {
      for i in 0...taps {
        for k in 0...i {
          var expected = SIMD2(1.0, 1.0)
          for t in 0..<frames {
            expected +=
              product(z(t, i, column), z(t, k, column)) * Double(weights[t * columns + column])
          }
          let place = (i * (i + 1) / 2 + k) * 2 * columns + column
          #expect(abs(Double(sums[place]) - expected.x) < 1e-4)
          #expect(abs(Double(sums[place + columns]) - expected.y) < 1e-4)
        }
      }
      for t in 0..<frames {
        var expected = z(t, 0, column)
        for k in 0..<taps {
          let place = k * 2 * columns + column
          let filter = SIMD2(Double(filters[place]), Double(filters[place + columns]))
          expected -= product(z(t, k + 1, column), filter)
        }
        #expect(abs(Double(rest[t * 2 * columns + column]) - expected.x) < 1e-4)
        #expect(abs(Double(rest[(t * 2 + 1) * columns + column]) - expected.y) < 1e-4)
      }
    }
    #expect(rest.last!.isNaN, "nothing is written behind the frames")
  }

  @Test("filters sum weighed spectra, down to the floor", arguments: sets)
  mutating func filterBank(set: Int) {
    let frequencies = 20
    let frames = CK_FRAMES_IN_BLOCK
    let spectra = noise(frequencies * frames)
    let ranges: [Int32] = [0, 1, 0, 3, 5, 0, 4, 16]
    let weights = noise(20)
    var out = [Float](repeating: .nan, count: 4 * frames)
    availableKernels()[set].filter_bank(spectra, ranges, weights, 4, -0.5, &out)
    var firstWeight = 0
    for filter in 0..<4 {
      let (first, count) = (Int(ranges[2 * filter]), Int(ranges[2 * filter + 1]))
      for frame in 0..<frames {
        let sum = (0..<count).reduce(0.0) { sum, k in
          sum + Double(weights[firstWeight + k]) * Double(spectra[(first + k) * frames + frame])
        }
        #expect(abs(Double(out[filter * frames + frame]) - max(sum, -0.5)) < 1e-5)
      }
      firstWeight += count
    }
  }

  @Test("resampling is a product of matrices", arguments: sets, [1, 2, 33])
  mutating func resample(set: Int, count: Int) {
    let (outputs, lanes) = (Int(CK_RESAMPLING_OUTPUTS), Int(CK_RESAMPLING_LANES))
    let (signals, filters) = (noise(count * lanes), noise(count * outputs))
    var out = [Float](repeating: .nan, count: outputs * lanes + 1)
    availableKernels()[set].resample(signals, filters, count, &out)
    for i in 0..<outputs {
      for t in 0..<lanes {
        let sum = (0..<count).reduce(0.0) { sum, m in
          sum + Double(filters[m * outputs + i]) * Double(signals[m * lanes + t])
        }
        #expect(abs(Double(out[i * lanes + t]) - sum) < 1e-4)
      }
    }
    #expect(out[outputs * lanes].isNaN, "nothing is written behind the output")
  }

  @Test("an energy is the sum of squares around the mean", arguments: sets, [1, 7, 16, 400])
  mutating func energy(set: Int, count: Int) {
    let x = noise(count).map { $0 + 3 }
    let mean = x.reduce(0) { $0 + Double($1) } / Double(count)
    for (removesMean, center) in [(Int32(0), 0), (1, mean)] {
      let expected = x.reduce(0) { $0 + (Double($1) - center) * (Double($1) - center) }
      let energy = Double(availableKernels()[set].energy(x, count, removesMean))
      #expect(abs(energy - expected) <= 1e-5 * max(1, expected))
    }
  }

  @Test("square roots, in place too", arguments: sets)
  mutating func squareRoots(set: Int) {
    var x = noise(37).map { $0 * $0 }
    let expected = x.map { $0.squareRoot() }
    x.withUnsafeMutableBufferPointer { x in
      guard let base = x.baseAddress else { return }
      availableKernels()[set].square_roots(base, base, x.count)
    }
    #expect(x == expected)
  }

  @Test(
    "a transposed matrix has rows for columns", arguments: sets,
    [(1, 1), (3, 5), (16, 16), (16, 257), (80, 16), (33, 47), (48, 32)])
  mutating func transpose(set: Int, shape: (Int, Int)) {
    let (rows, columns) = shape
    let (inStride, outStride) = (columns + 3, rows + 2)
    let x = noise(rows * inStride)
    var y = [Float](repeating: .nan, count: columns * outStride)
    availableKernels()[set].transpose(x, inStride, rows, columns, &y, outStride)
    for c in 0..<columns {
      for r in 0..<rows { #expect(y[c * outStride + r] == x[r * inStride + c]) }
      #expect(y[c * outStride + rows].isNaN, "nothing is written between the rows")
    }
  }
}

/// The squared magnitudes of the discrete Fourier transform, by its definition.
func definedPowerSpectrum(of x: [Float]) -> [Double] {
  (0...x.count / 2).map { k in
    var (real, imaginary) = (0.0, 0.0)
    for n in x.indices {
      let angle = -2 * Double.pi * Double(k * n) / Double(x.count)
      real += Double(x[n]) * cos(angle)
      imaginary += Double(x[n]) * sin(angle)
    }
    return real * real + imaginary * imaginary
  }
}
