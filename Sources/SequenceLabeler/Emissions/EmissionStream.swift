import AudioFrontEnd
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
/// nothing at all.
///
/// Memory holds a few windows at most, however long the sound.
///
///     var stream = EmissionStream(model, sampleRate: reader.sampleRate)
///     while let samples = try reader.nextBlock() { use(stream.append(samples)) }
///     use(stream.finish())
public struct EmissionStream: Sendable {
  private let model: Model
  private var resampling: ResamplingStream
  private var features: FeatureStream
  private var windows: EmissionWindows
  /// The network on its way, if the model reads forwards only.
  private var network: NetworkStream?

  /// The emissions of sound at `sampleRate` hertz.
  public init(_ model: Model, sampleRate: Int) {
    self.init(
      model, sampleRate: sampleRate, windowSeconds: Model.windowSeconds, overlapSeconds: 8)
  }

  init(_ model: Model, sampleRate: Int, windowSeconds: Double, overlapSeconds: Double) {
    self.model = model
    resampling = Resampler(from: sampleRate, to: model.sampleRate).stream()
    features = model.extractor.stream()
    windows = EmissionWindows(
      model, windowSeconds: windowSeconds, overlapSeconds: overlapSeconds)
    network = model.latency == nil ? nil : model.network.stream()
  }

  /// Takes the next samples, of ±1.
  ///
  /// - Returns: natural logarithms, shape [rows, symbols C], of the rows that they settle, often none.
  public mutating func append(_ samples: some Sequence<Float>) -> Matrix {
    append(features.append(resampling.append(samples)))
  }

  /// Ends the sound; the next sample begins another one.
  ///
  /// - Returns: natural logarithms of the last rows, shape [rows, symbols C].
  public mutating func finish() -> Matrix {
    var parts = [append(features.append(resampling.finish())), append(features.finish())]
    if let logits = network?.finish() {
      parts.append(model.logProbabilities(of: logits))
    } else {
      parts.append(windows.finish())
    }
    return Matrix(joining: parts, columns: model.alphabet.count)
  }

  private mutating func append(_ features: Matrix) -> Matrix {
    let normalization = model.configuration.normalization
    guard let logits = network?.append(normalization.normalized(features)) else {
      return windows.append(features)
    }
    return model.logProbabilities(of: logits)
  }
}
