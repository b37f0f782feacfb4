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
  private let ratio: Ratio
  private let filter: ResamplingFilter

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
    guard !isIdentity, !samples.isEmpty else { return samples }
    // Zeros on both sides let every output use all taps.
    let padded =
      [Float](repeating: 0, count: leadingTaps) + samples
      + [Float](repeating: 0, count: trailingTaps)
    return padded.withUnsafeBufferPointer { padded in
      resampled(padded[...], outputs: 0..<sampleCount(for: samples.count))
    }
  }

  /// A stream that takes a signal piece by piece.
  public func stream() -> ResamplingStream { ResamplingStream(self) }
}

extension Resampler {
  /// Whether the two rates are the same.
  var isIdentity: Bool { ratio.numerator == ratio.denominator }

  /// The number of taps before the sample at or before an output.
  var leadingTaps: Int { filter.taps / 2 - 1 }

  /// The number of taps after that sample.
  var trailingTaps: Int { filter.taps / 2 }

  /// The number of the first sample that goes into an output; negative ones are zero.
  func firstTap(of output: Int) -> Int {
    output * ratio.denominator / ratio.numerator - leadingTaps
  }

  /// The outputs of a range, `samples` being those from the first's first tap on.
  func resampled(_ samples: Slice<UnsafeBufferPointer<Float>>, outputs: Range<Int>) -> [Float] {
    [Float](unsafeUninitializedCapacity: outputs.count) { output, initializedCount in
      let samples = UnsafeBufferPointer(rebasing: samples)
      guard let signal = samples.baseAddress, let output = output.baseAddress else { return }
      filter.apply(to: signal, outputs: outputs, down: ratio.denominator, into: output)
      initializedCount = outputs.count
    }
  }
}
