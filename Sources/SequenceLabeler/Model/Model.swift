public import AudioFrontEnd
public import CTC
public import LanguageModel
import NumericCore
public import RecurrentNetwork

/// A trained recognizer: front end, network and alphabet, which belong together.
public struct Model: Sendable {
  /// The settings of the parts.
  public private(set) var configuration: ModelConfiguration
  /// The symbols that the network's outputs stand for.
  public let alphabet: Alphabet
  /// The only words that are recognized, if the model has such a list.
  public let lexicon: Lexicon?
  /// What weighs the words that are recognized, if the model has it.
  public let languageModel: NGramModel?
  /// Which of the two language models on disk ``languageModel`` is, and which weights it has.
  public let vocabulary: Vocabulary
  /// The network with its weights.
  public let network: Network
  /// What a search has that is not told otherwise: the lexicon, the language model and its weights,
  /// the priors and the beam's size.
  public let searchOptions: BeamSearchOptions
  let extractor: FeatureExtractor
  /// What is done to features of soft sound, if anything; a model with a ``latency`` has none.
  let softSound: SoftSound?

  /// Puts a recognizer together.
  ///
  /// - Throws: ``ModelError/mismatch(_:)`` when the parts do not fit each other, or the front
  ///   end's error.
  public init(
    configuration: ModelConfiguration, alphabet: Alphabet, network: Network,
    lexicon: Lexicon? = nil, languageModel: NGramModel? = nil, vocabulary: Vocabulary = .listed
  ) throws(ModelError) {
    do {
      extractor = try FeatureExtractor(configuration.features)
      softSound = try SoftSound(configuration)
    } catch {
      throw .mismatch("\(error)")
    }
    let columns = extractor.columnCount
    guard configuration.normalization.mean.count == columns else {
      throw .mismatch(
        "normalization of \(configuration.normalization.mean.count) columns, features of \(columns)"
      )
    }
    guard network.configuration.inputs == columns else {
      throw .mismatch("a network of \(network.configuration.inputs) inputs, features of \(columns)")
    }
    guard network.configuration.outputs == alphabet.count else {
      throw .mismatch(
        "a network of \(network.configuration.outputs) outputs, \(alphabet.count) symbols")
    }
    guard lexicon?.alphabet ?? alphabet == alphabet else {
      throw .mismatch("a lexicon of other symbols than the model's")
    }
    for case let weights? in [configuration.fusion, configuration.openFusion] {
      guard weights.languageWeight >= 0, weights.languageWeight.isFinite,
        weights.wordBonus.isFinite
      else {
        throw .mismatch(
          "a language-model weight of \(weights.languageWeight) and a word bonus of "
            + "\(weights.wordBonus); the weight must be at least 0")
      }
      guard weights.priorWeight >= 0, weights.priorWeight.isFinite else {
        throw .mismatch("a prior weight of \(weights.priorWeight); it must be at least 0")
      }
      if let confidence = weights.confidence {
        guard confidence.slope >= 0, confidence.slope.isFinite, confidence.offset.isFinite else {
          throw .mismatch(
            "a confidence of slope \(confidence.slope) and offset \(confidence.offset); the slope "
              + "must be at least 0")
        }
      }
    }
    if let priors = configuration.symbolPriors?.probabilities {
      guard priors.count == alphabet.count, priors.allSatisfy({ (0...1).contains($0) }) else {
        throw .mismatch(
          "symbol priors that are not \(alphabet.count) probabilities, one for each symbol")
      }
    }
    for case let beamSize? in [configuration.beamSize, configuration.openBeamSize] {
      guard beamSize > 0 else {
        throw .mismatch("a beam of \(beamSize); it must be at least 1")
      }
    }
    if let temperature = configuration.temperature {
      guard temperature > 0, temperature.isFinite else {
        throw .mismatch("a temperature of \(temperature); it must be above 0")
      }
    }
    self.configuration = configuration
    self.alphabet = alphabet
    self.lexicon = lexicon
    self.languageModel = languageModel
    self.vocabulary = vocabulary
    self.network = network
    searchOptions = configuration.searchOptions(
      lexicon: lexicon, languageModel: languageModel, isOpen: vocabulary == .any)
  }

  /// The sample rate in hertz that the model works at; other sound is resampled to it.
  public var sampleRate: Int { configuration.features.sampleRate }

  /// Seconds from one row of ``logProbabilities(of:)`` to the next.
  public var secondsPerFrame: Double {
    Double(configuration.features.frameShift * network.configuration.shape.framesPerOutput)
      / Double(sampleRate)
  }

  /// How the output is read unless told otherwise: with a beam over the lexicon and with the
  /// language model, if there is one or the other, else greedily.
  public var decoding: SequenceLabeler.Decoding {
    lexicon == nil && languageModel == nil ? .greedy : .beam(searchOptions)
  }

  /// Replaces the language model, or takes it away.
  ///
  /// - Parameters:
  ///   - languageModel: what weighs the words.
  ///   - weights: what it counts for.
  ///   - priors: of the symbols; nil for those of before.
  ///   - beamSize: how many hypotheses a search keeps; nil for as many as before.
  /// - Returns: a model that differs in nothing else.
  /// - Throws: ``ModelError/mismatch(_:)`` when the weight is negative or not finite.
  public func weighingWords(
    by languageModel: NGramModel?, weights: FusionWeights?, priors: SymbolPriors? = nil,
    beamSize: Int? = nil
  ) throws(ModelError) -> Model {
    var configuration = configuration
    configuration.symbolPriors = priors ?? configuration.symbolPriors
    switch vocabulary {
    case .listed:
      configuration.fusion = weights
      configuration.beamSize = beamSize ?? configuration.beamSize
    case .any:
      configuration.openFusion = weights
      configuration.openBeamSize = beamSize ?? configuration.openBeamSize
    }
    return try Model(
      configuration: configuration, alphabet: alphabet, network: network, lexicon: lexicon,
      languageModel: languageModel, vocabulary: vocabulary)
  }

  /// The model for speech that was recorded across a room: it first takes the late reverberation off the
  /// sound, see `Dereverberation`, for which it has to see what follows.
  public func dereverberating() -> Model {
    var model = self
    model.configuration.dereverberation = true
    return model
  }

  /// What takes the late reverberation off sound at the model's rate, if that is done.
  var dereverberation: Dereverberation? {
    configuration.dereverberation == true ? Dereverberation(sampleRate: sampleRate) : nil
  }

  /// What the network reads: normalized features, [frames, bins].
  public func features(of clip: AudioClip) -> Matrix {
    let samples = clip.resampled(to: sampleRate).samples
    let heard = dereverberation?.dereverberated(samples) ?? samples
    var features = softSound?.features(of: heard) ?? extractor.features(of: heard)
    configuration.normalization.normalize(&features)
    return features
  }

  /// Log-probabilities in nats of every symbol in every frame, [T, C]; a long clip's are joined from
  /// windows, see ``EmissionStream``.
  public func logProbabilities(of clip: AudioClip) -> Matrix {
    var stream = EmissionStream(self, rate: clip.sampleRate)
    let settled = stream.append(clip.samples)
    return Matrix(joining: [settled, stream.finish()], columns: alphabet.count)
  }

  /// What the network says of all that is left in a sound file, in memory that does not grow with
  /// the file's length but by the result's.
  public func emissions(
    reading sound: inout AudioFileReader
  ) throws(AudioFileError) -> Emissions {
    try emissions(reading: &sound) { samples, _ in samples }
  }

  /// The same of what `hearing` makes of the samples, the first of which has the number that it gets.
  package func emissions(
    reading sound: inout AudioFileReader, hearing: ([Float], _ first: Int) -> [Float]
  ) throws(AudioFileError) -> Emissions {
    var emissions = EmissionCollector(self, sampleRate: sound.sampleRate)
    while let samples = try sound.nextBlock() {
      emissions.append(hearing(samples, sound.sampleCount - samples.count)) {}
    }
    return emissions.finish {}
  }
}

extension ModelConfiguration {
  /// The options of a search of any words if it is open, else of the usual ones.
  fileprivate func searchOptions(
    lexicon: Lexicon?, languageModel: NGramModel?, isOpen: Bool
  ) -> BeamSearchOptions {
    var options = BeamSearchOptions(lexicon: lexicon, languageModel: languageModel)
    let openBeamSize = isOpen ? openBeamSize : nil
    if let beamSize = openBeamSize ?? beamSize { options.beamSize = beamSize }
    let weights = isOpen ? openFusion : fusion
    if languageModel != nil, let weights { options.weights = weights }
    options.priors = symbolPriors
    return options
  }
}
