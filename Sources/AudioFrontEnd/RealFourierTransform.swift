internal import CFFTW
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

/// FFTW's plan for a complex transform from one place to another.
///
/// Sendable since executing a plan on memory of the caller's changes nothing in the plan, and FFTW
/// allows it from many threads at once; only making and destroying plans is done under a lock.
/// `FFTW_ESTIMATE` makes plans in microseconds and the same plan in every run.
private struct FourierPlan: ~Copyable, @unchecked Sendable {
  private static let planner = NSLock()
  private let plan: fftwf_plan

  init(count: Int) {
    let from = MatrixBuffer(rows: 1, columns: 2 * count)
    let to = MatrixBuffer(rows: 1, columns: 2 * count)
    let made = Self.planner.withLock {
      fftwf_plan_dft_1d(
        Int32(count), Self.complex(from.view.base), Self.complex(to.view.base), FFTW_FORWARD,
        FFTW_ESTIMATE | UInt32(FFTW_PRESERVE_INPUT))
    }
    guard let made else { preconditionFailure("FFTW has no plan for \(count) numbers") }
    plan = made
  }

  deinit {
    Self.planner.withLock { fftwf_destroy_plan(plan) }
  }

  func execute(_ numbers: UnsafeMutablePointer<Float>, into result: UnsafeMutablePointer<Float>) {
    fftwf_execute_dft(plan, Self.complex(numbers), Self.complex(result))
  }

  private static func complex(
    _ numbers: UnsafeMutablePointer<Float>
  ) -> UnsafeMutablePointer<fftwf_complex> {
    UnsafeMutableRawPointer(numbers).assumingMemoryBound(to: fftwf_complex.self)
  }
}
