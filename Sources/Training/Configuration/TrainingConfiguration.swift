public import AudioFrontEnd
public import CTC
public import Interchange
public import RecurrentNetwork

/// Everything that decides a training but the data: the contents of a configuration file.
///
/// Every key has a default; see ``init(yaml:settings:named:over:)``.
public struct TrainingConfiguration: Sendable, Equatable, Codable {
  /// Decides the initial weights, the order of the data, dropout and augmentation.
  public var seed: UInt64 = 1
  /// The symbols that the recognizer can write, as one string; empty to take those of the
  /// training texts.
  public var alphabet = ""
  /// What the symbols are taken from where ``alphabet`` is empty.
  public var text = TextForm.written
  /// How sound becomes features; its sample rate becomes the model's.
  public var features = FilterBankConfiguration()
  /// What is subtracted from features.
  public var normalization = NormalizationKind.corpus
  /// The recurrent layers.
  public var network = NetworkShape()
  /// The precision of the operands of matrix products in training; the weights themselves, and the
  /// network that is measured and kept, are of single precision.
  public var precision = TrainingPrecision.auto
  /// What is added to the CTC loss.
  public var loss = CTCLossOptions()
  /// The optimizer.
  public var optimizer = OptimizerConfiguration()
  /// How the learning rate moves.
  public var schedule = LearningRateSchedule()
  /// How many times the training set is gone through.
  public var epochs = 60
  /// The most feature frames in a batch, 100 to a second, before utterances are varied.
  ///
  /// Slow speech, pauses and joined utterances make it longer.  An utterance longer than this is a batch
  /// of its own.
  public var batchFrames = 6000
  /// The most utterances in a batch.
  public var batchUtterances = 64
  /// The decay, a step, of the moving average of the weights, which becomes the model; 0 for none.
  public var averageDecay: Float = 0.998
  /// The development set is decoded after each epoch whose number this divides, and after the last.
  public var evaluateEvery = 1
  /// Which epoch's model is kept.
  public var keep = KeptModel.best
  /// How many epochs' models `keep: average` takes the mean of.
  public var keepCount = 5
  /// After how many evaluations in a row without a better one the training ends; 0 for never.
  public var patience = 0
  /// In which order the batches of the first epoch come.
  public var firstEpoch = FirstEpochOrder.random
  /// The directory of a model whose weights are the first ones; empty for random ones.
  ///
  /// Features, normalization and layers must be its own, but for the layers' dropout, truncation and
  /// initialization. Outputs of symbols that it does not know start at random.
  public var initialModel = ""
  /// The share of that model's weights in the mean with the trained ones that becomes the model; 0 for
  /// the trained ones alone.
  ///
  /// The mean of a model and of what was trained on from it is often better than both (Wortsman et al.,
  /// CVPR 2022).
  public var initialShare: Float = 0
  /// What the model's weights are written as; bf16 takes half the room, and rounds them.
  public var storedWeights = SafeTensors.ElementType.f32
  /// How sound and features are varied.
  public var augmentation = AugmentationConfiguration()

  /// The defaults.
  public init() {}
}

/// What of a text is learned.
public enum TextForm: String, Sendable, Codable, CaseIterable {
  /// All that is written: capitals and punctuation are symbols of their own.
  case written
  /// What is spoken, in lower case, see `spokenText(_:)`.
  case spoken
  /// All that is written, what stands between spaces as one symbol: phonemes, or whole words of a
  /// small vocabulary.
  case units
}

/// Which epoch's model a training leaves behind.
public enum KeptModel: String, Sendable, Codable, CaseIterable {
  /// The one with the fewest word errors on the development set.
  case best
  /// The last one: what the development set then shows is no choice among epochs.
  case last
  /// The mean of the weights of those with the fewest word errors on the development set.
  case average
}

/// What is subtracted from the features of an utterance; they are divided by the corpus' standard
/// deviation.
public enum NormalizationKind: String, Sendable, Codable, CaseIterable {
  /// The mean of the corpus.
  case corpus
  /// The utterance's own mean, to which three seconds of the corpus' mean are added: most of what a
  /// voice or a channel adds to all frames of a sentence is gone, and a short word keeps its vowel.
  case utterance

  /// That of a model.
  public init(of normalization: FeatureNormalization) {
    self = normalization.priorFrames == nil ? .corpus : .utterance
  }

  /// How many frames the mean of the corpus counts, at `framesPerSecond`.
  func priorFrames(framesPerSecond: Float) -> Float? {
    self == .corpus ? nil : 3 * framesPerSecond
  }
}

/// The precision of the operands of matrix products in training.
public enum TrainingPrecision: String, Sendable, Codable, CaseIterable {
  /// bf16 where the processor has it, else f32.
  case auto
  /// Single precision.
  case f32
  /// One bf16 number.
  case bf16

  /// What this processor makes of it.
  public var resolved: Precision {
    switch self {
    case .auto: Precision.bf16.isAvailable ? .bf16 : .f32
    case .f32: .f32
    case .bf16: .bf16
    }
  }
}

/// How the training set is varied from epoch to epoch.
public struct AugmentationConfiguration: Sendable, Equatable, Codable {
  /// Factors of speed (and pitch), one of which is drawn for each utterance.
  public var speeds = [0.9, 1.0, 1.1]
  /// The share of utterances to which another one of the same speaker is joined, so that a network
  /// learns sounds rather than the sentences of a small corpus; of any speaker if none is known.
  public var join: Float = 0
  /// The share of utterances that lose what is soft at their ends, as carelessly trimmed recordings
  /// do.
  public var cut: Float = 0
  /// The range of decibels, below the loudest 10 ms of an utterance, of what it loses.
  public var cutDecibels: [Float] = [15, 40]
  /// The longest pause in seconds that is put before an utterance and after it, no louder than its
  /// quietest tenth, so that a network does not learn where in a recording words are.
  public var silence: Float = 0
  /// The share of utterances that are heard in a room.
  public var reverberation: Float = 0
  /// A folder of impulse responses of rooms: sound files, in it or in folders inside it; empty for
  /// made-up rooms, see `ShoeboxRoom`.
  public var impulseResponseFolder = ""
  /// The share of utterances behind which other ones of the training set are heard, three to eight at
  /// once, at a ratio out of ``noiseDecibels``.
  public var babble: Float = 0
  /// The share of utterances whose peaks are cut off, up to 20 dB below the largest, as overdriven
  /// microphones do.
  public var clipping: Float = 0
  /// The share of utterances that pass through a telephone's band: down to 8 kHz and back, from 20 to
  /// 400 Hz on and up to 3000 Hz or more.
  public var telephoneBand: Float = 0
  /// Whether a telephone also codes in µ-law.
  public var telephoneMuLaw = false
  /// The share of utterances to which noise is added.
  public var noise: Float = 0
  /// A folder of recordings of noise: sound files, in it or in folders inside it; empty for
  /// artificial noise of any kind, see `ArtificialNoise`.
  public var noiseFolder = ""
  /// The range of signal-to-noise ratios in decibels that noise is added at: of the speech's power
  /// to a recording's, of the utterance's to artificial noise's.
  public var noiseDecibels: [Float] = [10, 40]
  /// The share of utterances in whose place there is noise alone, up to 30 dB softer than the utterance,
  /// and no text, so that a network does not hear words in it.
  public var noiseAlone: Float = 0
  /// The range of decibels by which utterances are made louder or, below 0, softer.
  public var volumeDecibels: [Float] = [0, 0]
  /// Masks over time and frequency.
  public var specAugment = SpecAugment()

  /// Three speeds and masks; no joints, no cuts, no pauses, no rooms, no babble, no clipping, no telephone, no noise, no change of volume.
  public init() {}
}
