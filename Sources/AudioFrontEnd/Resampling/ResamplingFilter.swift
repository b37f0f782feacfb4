import CKernels
import Foundation
import NumericCore

/// The low-pass filter of a ``Resampler`` from `down` to `up` samples.
///
/// Output `n` is the sum of ``taps`` inputs around the place `n down / up`, times the taps of its
/// phase `n down % up`.
final class ResamplingFilter: Sendable {
  let up: Int
  let down: Int
  /// The number of input samples that make an output sample; a multiple of 16.
  let taps: Int
  /// The taps of all phases, or nil when they are too many to keep.
  private let table: ResamplingTable?

  private init(_ ratio: Ratio) {
    up = ratio.numerator
    down = ratio.denominator
    let bandwidth = min(1, Double(up) / Double(down))
    taps = 16 * Int((Self.tapsAtFullBandwidth / bandwidth / 16).rounded(.up))
    let (up, taps) = (up, taps)
    table = ResamplingTable(up: up, down: down, taps: taps, mostFloats: Self.mostFloatsKept) {
      Self.taps(count: taps, bandwidth: bandwidth, phase: Double($0) / Double(up))
    }
  }

  /// The number of taps before the sample at or before an output.
  var leadingTaps: Int { taps / 2 - 1 }

  /// The number of taps after that sample.
  var trailingTaps: Int { taps / 2 }

  /// The number of the first sample that goes into an output; negative ones are zero.
  func firstTap(of output: Int) -> Int { output * down / up - leadingTaps }

  /// Writes the samples of `outputs` to `output`; outside of its samples the signal is zero.
  func apply(
    to signal: SignalStretch, outputs: Range<Int>, into output: UnsafeMutablePointer<Float>
  ) {
    if let table {
      table.apply(to: signal, outputs: outputs, into: output)
      return
    }
    let samples = MatrixBuffer(rows: 1, columns: taps)
    defer { withExtendedLifetime(samples) {} }
    for n in outputs {
      let first = firstTap(of: n)
      signal.copyPadded(first..<first + taps, to: samples.view.base)
      let row = Self.taps(
        count: taps, bandwidth: min(1, Double(up) / Double(down)),
        phase: Double(n * down % up) / Double(up))
      output[n - outputs.lowerBound] = kernels.dot(samples.view.base, row, taps)
    }
  }

  /// The taps of the input samples around an output that lies `phase` of the way from one of the two
  /// middle ones to the other; `bandwidth` is the lower Nyquist frequency as a part of the input's.
  private static func taps(count: Int, bandwidth: Double, phase: Double) -> [Float] {
    let cutoff = Self.cutoff * bandwidth
    let offset = phase + Double(count / 2 - 1)
    let factors = (0..<count).map { tap in
      let x = offset - Double(tap)
      let angle = .pi * cutoff * x
      return (x == 0 ? 1 : sin(angle) / angle) * Self.kaiser(2 * x / Double(count))
    }
    // Every phase passes a constant exactly.
    let sum = factors.reduce(0, +)
    return factors.map { Float($0 / sum) }
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
