internal import CFFTW
import Foundation
import NumericCore

/// FFTW's plan for a complex transform from one place to another, forwards and not scaled.
///
/// Sendable since executing a plan on memory of the caller's changes nothing in the plan, and FFTW
/// allows it from many threads at once; only making and destroying plans is done under a lock.
/// `FFTW_ESTIMATE` makes plans in microseconds and the same plan in every run.
struct FourierPlan: ~Copyable, @unchecked Sendable {
  private static let planner = NSLock()
  private let plan: fftwf_plan

  /// A plan for `count` complex numbers.
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

  /// Writes the transform of `numbers` to `result`, both pairs of real and imaginary parts, apart
  /// and aligned to 64 bytes.
  func execute(_ numbers: UnsafeMutablePointer<Float>, into result: UnsafeMutablePointer<Float>) {
    fftwf_execute_dft(plan, Self.complex(numbers), Self.complex(result))
  }

  private static func complex(
    _ numbers: UnsafeMutablePointer<Float>
  ) -> UnsafeMutablePointer<fftwf_complex> {
    UnsafeMutableRawPointer(numbers).assumingMemoryBound(to: fftwf_complex.self)
  }
}
