import Foundation
import NumericCore
import Testing

@testable import AudioFrontEnd

@Suite("Real Fourier transform")
struct RealFourierTransformTests {
  private func powerSpectrum(of x: [Float]) -> [Float] {
    let transform = RealFourierTransform(count: x.count)
    let signal = MatrixBuffer(rows: 1, columns: x.count)
    let scratch = MatrixBuffer(rows: 1, columns: x.count)
    let power = MatrixBuffer(rows: 1, columns: x.count / 2 + 1)
    for (i, x) in x.enumerated() { signal.view.base[i] = x }
    transform.powerSpectrum(
      of: signal.view.base, scratch: scratch.view.base, into: power.view.base)
    for (i, x) in x.enumerated() { #expect(signal.view.base[i] == x, "the signal stays") }
    return power.view.matrix.elements
  }

  @Test(
    "a signal has the energy of its spectrum", arguments: [2, 4, 10, 64, 200, 400, 512, 1024, 1764])
  func parseval(count: Int) {
    var random = SeededGenerator(seed: UInt64(count))
    let x = (0..<count).map { _ in random.normal() }
    let power = powerSpectrum(of: x).map(Double.init)
    let energy = x.reduce(0.0) { $0 + Double($1) * Double($1) }
    // All frequencies but the first and the last stand for their mirror images too.
    let sum = 2 * power.reduce(0, +) - power[0] - power[count / 2]
    #expect(abs(sum / Double(count) - energy) < 1e-5 * energy)
  }

  @Test("a spectrum is that of the definition", arguments: [2, 6, 50, 128, 200])
  func definition(count: Int) {
    var random = SeededGenerator(seed: UInt64(count))
    let x = (0..<count).map { _ in random.normal() }
    for (power, expected) in zip(powerSpectrum(of: x), definedPowerSpectrum(of: x)) {
      #expect(abs(Double(power) - expected) < 1e-4 * max(1, expected))
    }
  }

  @Test("a cosine of whole periods is one line")
  func cosine() {
    let power = powerSpectrum(of: (0..<512).map { Float(cos(2 * .pi * 37 * Double($0) / 512)) })
    #expect(abs(power[37] - 65536) < 1)
    #expect(power.enumerated().allSatisfy { $0 == 37 || $1 < 1e-4 })
  }

  @Test("transforms may be made and used on many threads at once")
  func concurrency() async {
    await withTaskGroup(of: Bool.self) { group in
      for seed in 0..<8 {
        group.addTask {
          var random = SeededGenerator(seed: UInt64(seed))
          let x = (0..<64 + 2 * seed).map { _ in random.normal() }
          return zip(powerSpectrum(of: x), definedPowerSpectrum(of: x)).allSatisfy {
            abs(Double($0) - $1) < 1e-4 * max(1, $1)
          }
        }
      }
      for await agrees in group { #expect(agrees) }
    }
  }
}
