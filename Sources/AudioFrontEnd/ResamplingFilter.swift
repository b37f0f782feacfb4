import CKernels
import Foundation
import NumericCore

/// The low-pass filter of a ``Resampler``, sampled at every phase that an output can have between
/// two inputs.
final class ResamplingFilter: Sendable {
  /// The number of input samples that make an output sample; a multiple of 16.
  let taps: Int
  /// The lower Nyquist frequency as a part of the input's.
  private let bandwidth: Double
  private let phases: Int
  /// A row of taps for each phase, or nil when they are too many to keep.
  private let table: MatrixBuffer?

  private init(_ ratio: Ratio) {
    phases = ratio.numerator
    bandwidth = min(1, Double(ratio.numerator) / Double(ratio.denominator))
    taps = 16 * Int((Self.tapsAtFullBandwidth / bandwidth / 16).rounded(.up))
    guard phases <= Self.mostFloatsKept / taps else {
      table = nil
      return
    }
    let table = MatrixBuffer(rows: phases, columns: taps)
    self.table = table
    for phase in 0..<phases { write(phase, to: table.view.row(phase)) }
  }

  /// Writes the samples of `outputs` to `output`, each the sum of ``taps`` samples of `signal` times
  /// the taps of its phase; the first of them takes the first samples.
  func apply(
    to signal: UnsafePointer<Float>, outputs: Range<Int>, down: Int,
    into output: UnsafeMutablePointer<Float>
  ) {
    let (start, phase) = (outputs.lowerBound * down).quotientAndRemainder(dividingBy: phases)
    if let table {
      kernels.resample(
        signal, table.view.base, taps, phases, down, phase, outputs.count, output)
      return
    }
    let row = MatrixBuffer(rows: 1, columns: taps)
    defer { withExtendedLifetime(row) {} }
    for n in outputs {
      let (position, phase) = (n * down).quotientAndRemainder(dividingBy: phases)
      write(phase, to: row.view.base)
      kernels.resample(
        signal + (position - start), row.view.base, taps, 1, 1, 0, 1,
        output + (n - outputs.lowerBound))
    }
  }

  /// Writes the taps of a phase: of the input samples around an output that lies `phase / up` of the
  /// way from one of the two middle ones to the other.
  private func write(_ phase: Int, to row: UnsafeMutablePointer<Float>) {
    let cutoff = Self.cutoff * bandwidth
    let offset = Double(phase) / Double(phases) + Double(taps / 2 - 1)
    let factors = (0..<taps).map { tap in
      let x = offset - Double(tap)
      let angle = .pi * cutoff * x
      return (x == 0 ? 1 : sin(angle) / angle) * Self.kaiser(2 * x / Double(taps))
    }
    // Every phase passes a constant exactly.
    let sum = factors.reduce(0, +)
    for (tap, factor) in factors.enumerated() { row[tap] = Float(factor / sum) }
  }
}

extension ResamplingFilter {
  // A Kaiser window for 95 dB with a transition from 0.9 to 1 times the Nyquist frequency needs
  // (95 - 7.95) / (2.285 * 0.1 π) = 121.3 intervals.
  private static let tapsAtFullBandwidth = 128.0
  private static let cutoff = 0.95
  private static let shape = 0.1102 * (95 - 8.7)
  private static let mostFloatsKept = 1 << 22

  /// The Kaiser window at `x` from its middle, ±1 being its ends.
  private static func kaiser(_ x: Double) -> Double {
    besselI0(shape * max(0, 1 - x * x).squareRoot()) / besselI0(shape)
  }

  /// The modified Bessel function of the first kind and order 0, by its power series.
  private static func besselI0(_ x: Double) -> Double {
    var (sum, term, k) = (1.0, 1.0, 1.0)
    while term > sum * 1e-17 {
      term *= (x / (2 * k)) * (x / (2 * k))
      sum += term
      k += 1
    }
    return sum
  }
}

extension ResamplingFilter {
  private static let cache = Cache()

  /// The filter of a ratio of output to input rate, made once.
  static func shared(_ ratio: Ratio) -> ResamplingFilter {
    cache.filter(ratio) { ResamplingFilter(ratio) }
  }

  /// Filters made so far.
  ///
  /// `@unchecked`: the dictionary is only touched under the lock.
  private final class Cache: @unchecked Sendable {
    private let lock = NSLock()
    private var filters: [Ratio: ResamplingFilter] = [:]

    func filter(_ ratio: Ratio, make: () -> ResamplingFilter) -> ResamplingFilter {
      lock.withLock {
        if let filter = filters[ratio] { return filter }
        if filters.count >= 32 { filters.removeAll() }
        let filter = make()
        filters[ratio] = filter
        return filter
      }
    }
  }
}
