/// Changes the sample rate by a rational factor.
///
/// With `up : down` the ratio of the rates in lowest terms, output sample `n` is the signal at
/// `n down / up` as a low-pass filter passes it:
///
///     y[n] = Σ_k x[k] h(n down / up - k)
///
/// `h` is a sinc under a Kaiser window.  It passes frequencies up to 90 % of the lower of the two
/// Nyquist frequencies within 0.1 dB and stops those above that frequency by 90 dB.  Outside of its
/// samples the signal is zero.
///
/// - Source: Crochiere and Rabiner, Multirate Digital Signal Processing, 1983, chapter 4.
public struct Resampler: Sendable {
  let ratio: Ratio
  let filter: ResamplingFilter

  /// A resampler between two rates in hertz, or between any two numbers of the same ratio.
  ///
  /// - Precondition: both rates are positive.
  public init(from inputRate: Int, to outputRate: Int) {
    ratio = Ratio(outputRate, inputRate)
    filter = ResamplingFilter.shared(ratio)
  }

  /// The number of samples that come of `count` samples: `count * output / input`, rounded up.
  public func sampleCount(for count: Int) -> Int {
    let (up, down) = (ratio.numerator, ratio.denominator)
    let (quotient, rest) = count.quotientAndRemainder(dividingBy: down)
    return quotient * up + (rest * up + down - 1) / down
  }

  /// `samples` at the output rate.
  ///
  /// - Complexity: O(output samples × taps), taps being 128 times the ratio of the input to the
  ///   lower rate.
  public func resampled(_ samples: [Float]) -> [Float] {
    let down = ratio.denominator
    guard ratio.numerator != down, !samples.isEmpty else { return samples }
    let taps = filter.taps
    // Zeros on both sides let every output use all taps.
    let zeros = [Float](repeating: 0, count: taps)
    let padded = zeros + samples + zeros
    let count = sampleCount(for: samples.count)
    return [Float](unsafeUninitializedCapacity: count) { output, initializedCount in
      initializedCount = count
      padded.withUnsafeBufferPointer { padded in
        guard let signal = padded.baseAddress, let output = output.baseAddress else { return }
        // Tap number taps / 2 - 1 stands on the sample at or before the output.
        filter.apply(to: signal + taps / 2 + 1, outputs: 0..<count, down: down, into: output)
      }
    }
  }
}
