import CKernels
import Foundation
import NumericCore

/// The power spectrum of a real signal.
///
/// FFTW's complex transforms are several times as fast as its real ones, so the signal is taken as
/// half as many complex numbers, and the spectrum is put together from their transform.
final class RealFourierTransform: Sendable {
  /// The number of real samples `N`; even.
  let count: Int
  private let plan: FourierPlan
  private let cosines: [Float]
  private let sines: [Float]

  /// A transform of `count` samples.
  ///
  /// - Precondition: `count` is even and positive.
  init(count: Int) {
    precondition(count > 0 && count % 2 == 0, "a transform of \(count) samples")
    self.count = count
    plan = FourierPlan(count: count / 2)
    let angles = (0..<count / 2).map { 2 * Double.pi * Double($0) / Double(count) }
    cosines = angles.map { Float(cos($0)) }
    sines = angles.map { Float(sin($0)) }
  }

  /// Writes the squared magnitudes of the frequencies 0 to N/2, N/2 + 1 of them, to `power`.
  ///
  /// - Parameters:
  ///   - signal: `N` samples, aligned to 64 bytes; they stay as they are.
  ///   - scratch: room for `N` numbers, aligned to 64 bytes.
  ///   - power: room for `N/2 + 1` numbers.
  func powerSpectrum(
    of signal: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>,
    into power: UnsafeMutablePointer<Float>
  ) {
    plan.execute(signal, into: scratch)
    kernels.power_spectrum(scratch, count / 2, cosines, sines, power)
  }
}
