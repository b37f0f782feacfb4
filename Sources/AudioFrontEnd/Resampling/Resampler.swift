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
  let filter: ResamplingFilter

  /// A resampler between two rates in hertz, or between any two numbers of the same ratio.
  ///
  /// - Precondition: both rates are positive.
  public init(from inputRate: Int, to outputRate: Int) {
    precondition(
      inputRate > 0 && outputRate > 0, "resampling from \(inputRate) to \(outputRate) hertz")
    filter = ResamplingFilter.shared(Ratio(outputRate, inputRate))
  }

  /// The number of samples that come of `count` samples: `count * output / input`, rounded up.
  public func sampleCount(for count: Int) -> Int {
    let (quotient, rest) = count.quotientAndRemainder(dividingBy: filter.down)
    return quotient * filter.up + (rest * filter.up + filter.down - 1) / filter.down
  }

  /// `samples` at the output rate.
  ///
  /// - Complexity: O(output samples × taps), taps being 128 times the ratio of the input to the
  ///   lower rate.
  public func resampled(_ samples: [Float]) -> [Float] {
    guard !isIdentity else { return samples }
    return resampled(samples, offset: 0, outputs: 0..<sampleCount(for: samples.count))
  }

  /// A stream that takes a signal piece by piece.
  public func stream() -> ResamplingStream { ResamplingStream(self) }
}

extension Resampler {
  /// Whether the two rates are the same.
  var isIdentity: Bool { filter.up == filter.down }

  /// The outputs of a range, from the samples from number `offset` on; others are zero.
  func resampled(_ samples: [Float], offset: Int, outputs: Range<Int>) -> [Float] {
    [Float](unsafeUninitializedCapacity: outputs.count) { output, initializedCount in
      guard let output = output.baseAddress else { return }
      samples.withUnsafeBufferPointer { samples in
        filter.apply(
          to: SignalStretch(samples: samples, offset: offset), outputs: outputs, into: output)
      }
      initializedCount = outputs.count
    }
  }
}
