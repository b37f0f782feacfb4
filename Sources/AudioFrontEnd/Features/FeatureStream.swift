public import NumericCore

/// Features of a signal that arrives piece by piece: a microphone's, or a long file's.
///
/// However a signal is cut into pieces, the rows are bit for bit those that the extractor gives for
/// all of it at once.  Memory holds the samples that frames to come still need, about one frame.
///
///     var stream = extractor.stream()
///     while let samples = nextSamples() { use(stream.append(samples)) }
///     use(stream.finish())
public struct FeatureStream: Sendable {
  private let pipeline: FeaturePipeline
  private var noise: SeededGenerator
  /// The samples from number `offset` of the signal on.
  private var samples: [Float] = []
  private var offset = 0
  /// The number of rows given so far.
  public private(set) var frameCount = 0

  init(_ pipeline: FeaturePipeline) {
    self.pipeline = pipeline
    noise = pipeline.noise
  }

  /// Takes the next samples, of ±1 at the extractor's sample rate.
  ///
  /// - Returns: the features of the frames that they complete, in order; shape
  ///   `[frames, columnCount]`, often without a row.
  public mutating func append(_ samples: some Sequence<Float>) -> Matrix {
    self.samples.append(contentsOf: samples)
    let end = offset + self.samples.count
    let result = features(upTo: pipeline.framing.completeFrameCount(sampleCount: end))
    let first = min(pipeline.framing.firstSampleNeeded(from: frameCount), end)
    if first > offset {
      self.samples.removeFirst(first - offset)
      offset = first
    }
    return result
  }

  /// Ends the signal; the next sample begins another one.
  ///
  /// - Returns: the features of the last frames, which reach beyond the end; shape
  ///   `[frames, columnCount]`, without a row when edges are snipped.
  public mutating func finish() -> Matrix {
    let total = pipeline.framing.frameCount(sampleCount: offset + samples.count)
    let result = features(upTo: total)
    self = FeatureStream(pipeline)
    return result
  }

  /// The features of the frames before `end` that have not been given yet.
  private mutating func features(upTo end: Int) -> Matrix {
    let frames = frameCount..<max(end, frameCount)
    guard !frames.isEmpty else { return Matrix(rows: 0, columns: pipeline.columnCount) }
    frameCount = frames.upperBound
    return samples.withUnsafeBufferPointer { samples in
      pipeline.features(
        of: frames, in: SignalStretch(samples: samples, offset: offset), noise: &noise)
    }
  }
}
