public import AudioFrontEnd
import CTC
public import NumericCore
import RecurrentNetwork

/// Log-probabilities of sound that arrives piece by piece: a long recording's, or a microphone's.
///
/// A network that reads forwards only gives each row ``Model/latency`` after the row's sound began.
/// The rows are those of all of the sound at once, whatever the pieces, see `NetworkStream`.
///
/// A network that reads in both directions has to see the end of what it reads, so sound of more
/// than 40 seconds is cut into windows of 40 that overlap by 8, and their rows are joined within the
/// overlap, where both windows hear a pause if there is one.  So it is, too, for a model that
/// normalizes an utterance by its own mean.  The pieces in which the sound arrives then change
/// nothing at all.  A window of soft sound is lifted to what the model has learned from.
///
/// Memory holds a few windows at most, however long the sound.
///
///     var stream = try EmissionStream(model, sampleRate: reader.sampleRate)
///     while let samples = try reader.nextBlock() { use(stream.append(samples)) }
///     use(stream.finish())
public struct EmissionStream: Sendable {
  private let model: Model
  private var resampling: ResamplingStream
  private var dereverberation: DereverberationStream?
  private var features: FeatureStream
  private var windows: EmissionWindows
  /// The network on its way, if the model reads forwards only.
  private var network: NetworkStream?

  /// How many samples become features before somebody may interrupt.
  private static let samplesAtOnce = 1 << 20

  /// The emissions of sound at `sampleRate` hertz.
  ///
  /// - Throws: `FeatureConfigurationError` for a rate that no sound has.
  public init(_ model: Model, sampleRate: Int) throws(FeatureConfigurationError) {
    guard (1...1_000_000).contains(sampleRate) else {
      throw .unusable(
        option: "sampleRate", value: "\(sampleRate)", requirement: "from 1 to 1000000 hertz")
    }
    self.init(model, rate: sampleRate)
  }

  /// The emissions of sound at `sampleRate` hertz, which is above 0.
  init(
    _ model: Model, rate sampleRate: Int, windowSeconds: Double = Model.windowSeconds,
    overlapSeconds: Double = 8
  ) {
    self.model = model
    resampling = Resampler(from: sampleRate, to: model.sampleRate).stream()
    dereverberation = model.dereverberation?.stream()
    features = (model.softSound?.extractor ?? model.extractor).stream()
    windows = EmissionWindows(
      model, windowSeconds: windowSeconds, overlapSeconds: overlapSeconds)
    network = model.latency == nil ? nil : model.network.stream()
  }

  /// Takes the next samples, of ±1.
  ///
  /// - Returns: natural logarithms, shape [rows, symbols C], of the rows that they settle, often none.
  public mutating func append(_ samples: some Sequence<Float>) -> Matrix {
    append(samples) {}
  }

  /// The same; `check`, called every few seconds of work by any thread, may end it with an error.
  mutating func append<E: Error>(
    _ samples: some Sequence<Float>, check: () throws(E) -> Void
  ) throws(E) -> Matrix {
    let samples = Array(samples)
    var parts: [Matrix] = []
    for start in stride(from: 0, to: samples.count, by: Self.samplesAtOnce) {
      try check()
      let end = min(start + Self.samplesAtOnce, samples.count)
      parts.append(features(of: resampling.append(samples[start..<end])))
    }
    return try emissions(
      of: Matrix(joining: parts, columns: model.extractor.columnCount), check)
  }

  /// Ends the sound; the next sample begins another one.
  ///
  /// - Returns: natural logarithms of the last rows, shape [rows, symbols C].
  public mutating func finish() -> Matrix {
    finish {}
  }

  /// The same; `check` may end it with an error.
  mutating func finish<E: Error>(check: () throws(E) -> Void) throws(E) -> Matrix {
    var parts = [
      try emissions(of: features(of: resampling.finish(), isLast: true), check),
      try emissions(of: features.finish(), check),
    ]
    if let logits = network?.finish() {
      parts.append(model.logProbabilities(of: logits))
    } else {
      parts.append(try windows.finish(check: check))
    }
    return Matrix(joining: parts, columns: model.alphabet.count)
  }

  /// The features that the next samples at the model's rate settle.
  private mutating func features(of samples: [Float], isLast: Bool = false) -> Matrix {
    guard let settled = dereverberation?.append(samples) else { return features.append(samples) }
    let rest = isLast ? dereverberation?.finish() : nil
    return features.append(settled + (rest ?? []))
  }

  private mutating func emissions<E: Error>(
    of features: Matrix, _ check: () throws(E) -> Void
  ) throws(E) -> Matrix {
    let normalization = model.configuration.normalization
    guard let logits = try network?.append(normalization.normalized(features), check: check) else {
      return try windows.append(features, check: check)
    }
    return model.logProbabilities(of: logits)
  }
}
