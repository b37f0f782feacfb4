import NumericCore

/// Takes late reverberation off sound that arrives piece by piece.
///
/// Rooms change and speakers move, so the prediction is found anew for every 16 seconds, the last of
/// them for up to 24.  The samples come as much later, and are the same however the sound is cut
/// into pieces.
///
///     var stream = Dereverberation(sampleRate: 16000).stream()
///     while let samples = nextSamples() { use(stream.append(samples)) }
///     use(stream.finish())
public struct DereverberationStream: Sendable {
  private let transform: ShortTimeFourierTransform
  private let prediction: WeightedPredictionError
  /// Frames that one prediction is found for.
  private let frames: Int
  /// The samples of the next frames and of the history before them.
  private var samples: [Float]
  /// What the frames so far add to those to come; empty before the first ones.
  private var overlap: [Float] = []

  init(_ transform: ShortTimeFourierTransform, _ prediction: WeightedPredictionError, frames: Int) {
    self.transform = transform
    self.prediction = prediction
    self.frames = frames
    samples = [Float](repeating: 0, count: prediction.history * transform.hop + transform.margin)
  }

  /// Takes the next samples.
  ///
  /// - Returns: the samples without reverberation that follow from those so far and have not been
  ///   given yet.
  public mutating func append(_ samples: some Sequence<Float>) -> [Float] {
    self.samples.append(contentsOf: samples)
    var result: [Float] = []
    while completeFrames >= frames + frames / 2 { result += predict(frames) }
    return result
  }

  /// Ends the sound; the next sample begins another one.
  ///
  /// - Returns: the last samples, as many in all as were taken.
  public mutating func finish() -> [Float] {
    let missing = samples.count - prediction.history * transform.hop - marginBefore
    samples.append(contentsOf: repeatElement(0, count: transform.length))
    let result = missing > 0 ? Array(predict(completeFrames).prefix(missing)) : []
    self = DereverberationStream(transform, prediction, frames: frames)
    return result
  }

  /// Samples of the first frames that are before the sound, while those frames are to come.
  private var marginBefore: Int { overlap.isEmpty ? transform.margin : 0 }

  /// Frames behind the history that have all of their samples.
  private var completeFrames: Int {
    max(0, (samples.count - transform.margin) / transform.hop - prediction.history)
  }

  /// The samples that the next `count` frames settle.
  private mutating func predict(_ count: Int) -> [Float] {
    let rows = prediction.history + count
    let columns = (transform.frequencyCount + 15) / 16 * 16
    let memory = MatrixBuffer(rows: 2 * rows, columns: columns)
    defer { withExtendedLifetime(memory) {} }
    let (real, imaginary) = (memory.view.rows(0..<rows), memory.view.rows(rows..<2 * rows))
    transform.analyze(samples, real: real, imaginary: imaginary)
    prediction.subtractPredictions(real: real, imaginary: imaginary)
    var settled = transform.synthesize(
      real: real.rows(prediction.history..<rows),
      imaginary: imaginary.rows(prediction.history..<rows))
    for (i, sample) in overlap.enumerated() { settled[i] += sample }
    let margin = marginBefore
    overlap = Array(settled.suffix(transform.margin))
    settled.removeLast(transform.margin)
    samples.removeFirst(count * transform.hop)
    return Array(settled.dropFirst(margin))
  }
}
