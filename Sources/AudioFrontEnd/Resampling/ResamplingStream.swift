/// Resamples a signal that arrives piece by piece.
///
/// However a signal is cut into pieces, the samples are bit for bit those that the ``Resampler``
/// gives for all of it at once.  They come half a filter late: 64 samples at the lower of the two
/// rates.  Memory holds one filter's length of the signal.
///
///     var stream = Resampler(from: 44100, to: 16000).stream()
///     while let samples = nextSamples() { use(stream.append(samples)) }
///     use(stream.finish())
public struct ResamplingStream: Sendable {
  private let resampler: Resampler
  /// The samples from number `offset` of the signal on.
  private var samples: [Float] = []
  private var offset = 0
  private var outputCount = 0

  init(_ resampler: Resampler) { self.resampler = resampler }

  /// Takes the next samples of the signal.
  ///
  /// - Returns: the samples at the output rate that follow from those so far and have not been
  ///   given yet.
  public mutating func append(_ samples: some Sequence<Float>) -> [Float] {
    guard !resampler.isIdentity else { return Array(samples) }
    self.samples.append(contentsOf: samples)
    let settled = offset + self.samples.count - resampler.filter.trailingTaps
    return outputs(upTo: resampler.sampleCount(for: max(0, settled)))
  }

  /// Ends the signal; the next sample begins another one.
  ///
  /// - Returns: the last samples at the output rate.
  public mutating func finish() -> [Float] {
    guard !resampler.isIdentity else { return [] }
    let result = outputs(upTo: resampler.sampleCount(for: offset + samples.count))
    self = ResamplingStream(resampler)
    return result
  }

  /// The outputs before `end` that have not been given yet.
  private mutating func outputs(upTo end: Int) -> [Float] {
    let outputs = outputCount..<max(end, outputCount)
    let result = resampler.resampled(samples, offset: offset, outputs: outputs)
    outputCount = outputs.upperBound
    let first = min(resampler.filter.firstTap(of: outputCount), offset + samples.count)
    if first > offset {
      samples.removeFirst(first - offset)
      offset = first
    }
    return result
  }
}
