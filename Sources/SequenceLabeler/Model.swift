public import AudioFrontEnd
public import CTC
import NumericCore
public import RecurrentNetwork

/// A trained recognizer: front end, network and alphabet, which belong together.
public struct Model: Sendable {
  /// The settings of the parts.
  public let configuration: ModelConfiguration
  /// The symbols that the network's outputs stand for.
  public let alphabet: Alphabet
  /// The only words that are recognized, if the model has such a list.
  public let lexicon: Lexicon?
  /// The network with its weights.
  public let network: Network
  let extractor: FeatureExtractor

  /// Puts a recognizer together.
  ///
  /// - Throws: ``ModelError/mismatch(_:)`` when the parts do not fit each other, or the front
  ///   end's error.
  public init(
    configuration: ModelConfiguration, alphabet: Alphabet, network: Network,
    lexicon: Lexicon? = nil
  ) throws(ModelError) {
    let bins = configuration.features.melBinCount
    guard configuration.normalization.mean.count == bins else {
      throw .mismatch(
        "normalization of \(configuration.normalization.mean.count) columns, features of \(bins)")
    }
    guard network.configuration.inputs == bins else {
      throw .mismatch("a network of \(network.configuration.inputs) inputs, features of \(bins)")
    }
    guard network.configuration.outputs == alphabet.count else {
      throw .mismatch(
        "a network of \(network.configuration.outputs) outputs, \(alphabet.count) symbols")
    }
    do {
      extractor = try FeatureExtractor(configuration.features)
    } catch {
      throw .mismatch("\(error)")
    }
    self.configuration = configuration
    self.alphabet = alphabet
    self.lexicon = lexicon
    self.network = network
  }

  /// The sample rate in hertz that the model works at; other sound is resampled to it.
  public var sampleRate: Int { configuration.features.sampleRate }

  /// Seconds from one row of ``emissions(of:)`` to the next.
  public var secondsPerFrame: Double {
    Double(configuration.features.frameShift * network.configuration.shape.stackedFrames)
      / Double(sampleRate)
  }

  /// What the network reads: normalized features, [frames, bins].
  public func features(of clip: AudioClip) -> Matrix {
    var features = extractor.features(of: clip.resampled(to: sampleRate))
    configuration.normalization.normalize(&features)
    return features
  }

  /// Log-probabilities in nats of every symbol in every frame, [T, C]; a long clip's are joined from
  /// windows, see ``EmissionStream``.
  public func emissions(of clip: AudioClip) -> Matrix {
    var stream = EmissionStream(self, sampleRate: clip.sampleRate)
    let settled = stream.append(clip.samples)
    let rest = stream.finish()
    return Matrix(
      rows: settled.rows + rest.rows, columns: rest.columns,
      elements: settled.elements + rest.elements)
  }

  /// What the network says of all that is left in a sound file, in memory that does not grow with
  /// the file's length but by the result's.
  public func emissions(
    reading sound: inout AudioFileReader
  ) throws(AudioFileError) -> Emissions {
    var stream = EmissionStream(self, sampleRate: sound.sampleRate)
    let first = sound.sampleCount
    var elements: [Float] = []
    while let samples = try sound.nextBlock() { elements += stream.append(samples).elements }
    elements += stream.finish().elements
    return Emissions(
      logProbabilities: Matrix(
        rows: elements.count / alphabet.count, columns: alphabet.count, elements: elements),
      alphabet: alphabet, secondsPerFrame: secondsPerFrame,
      duration: Double(sound.sampleCount - first) / Double(sound.sampleRate))
  }
}
