/// What a beam search keeps, what it leaves out, and what it prefers.
///
/// A labelling's score, by which the search ranks, is
///
///     ln p(labels | frames) + α ln p(words) + β · number of words + boosts of hot words
///
/// with the language model's weight α and the word bonus β.  With the symbols' priors,
/// p(labels | frames) adds up paths of p(symbol | frame) / p(symbol)^γ, with γ their weight.  Words
/// stand between word boundaries; to a language model over symbols every symbol is a word, and in an
/// alphabet without a boundary, if no ``lexicon`` has longer ones.  Where words of the lexicon follow each
/// other directly, as scripts without spaces write them, the best way to part the text counts.
///
/// - Source: shallow fusion as in Hannun et al., arXiv 1408.2873, equation 2.
public struct BeamSearchOptions: Sendable {
  /// How the probabilities of a labelling's paths make that of the labelling.
  public enum PathMerging: Sendable {
    /// By their sum, which is what the labelling is worth.
    case sum
    /// By the largest of them, as the Viterbi algorithm does.
    case maximum
  }

  /// How many prefixes survive a frame.
  public var beamSize: Int
  /// A prefix whose score is this many nats below the best one's does not survive.
  public var beamThreshold: Float
  /// A label extends no prefix in a frame where its log-probability is below this.
  public var symbolThreshold: Float
  /// How paths are added up.
  public var pathMerging: PathMerging
  /// The words that may be said, compiled for the decoder's alphabet; nil for any.
  public var lexicon: Lexicon? {
    didSet { if lexicon != oldValue { words = SharedWords() } }
  }
  /// What says how probable a sequence of words is, or of symbols; it says the same at any time.
  public var languageModel: (any WordScorer)? { didSet { words = SharedWords() } }
  /// The factor of the language model's log-probabilities; not negative.
  public var languageWeight: Float {
    didSet { if languageWeight != oldValue { words = SharedWords() } }
  }
  /// What each word adds to the score, in nats.
  public var wordBonus: Float {
    didSet { if wordBonus != oldValue { words = SharedWords() } }
  }
  /// Words to prefer, compiled for the decoder's alphabet.
  public var hotWords: HotWords?
  /// How probable symbols are whatever is said; nil if it isn't known.
  public var priors: SymbolPriors?
  /// The power of the priors that is divided out of the frames; not negative.
  public var priorWeight: Float
  /// How the posteriors of the words found become their confidence; nil for as they are.
  public var confidence: PlattScaling?
  /// What words are worth by lexicon, language model, its weight and word bonus, the same for all copies
  /// until one of them changes.
  private(set) var words = SharedWords()

  /// Options of a search that leaves nothing out but what the beam does not hold.
  ///
  /// - Parameters:
  ///   - beamSize: how many prefixes survive a frame.
  ///   - beamThreshold: the largest distance from the best prefix, in nats.
  ///   - symbolThreshold: the least log-probability of a label that extends a prefix.
  ///   - pathMerging: how paths are added up.
  ///   - lexicon: the words that may be said; nil for any.
  ///   - languageModel: what says how probable a sequence of words is; nil for nothing.
  ///   - languageWeight: the factor of its log-probabilities.
  ///   - wordBonus: what each word adds to the score, in nats.
  ///   - hotWords: words to prefer.
  ///   - priors: how probable symbols are whatever is said.
  ///   - priorWeight: the power of them that is divided out of the frames.
  ///   - confidence: how the posteriors of words become their confidence; nil for as they are.
  public init(
    beamSize: Int = 32, beamThreshold: Float = .infinity, symbolThreshold: Float = -.infinity,
    pathMerging: PathMerging = .sum, lexicon: Lexicon? = nil,
    languageModel: (any WordScorer)? = nil, languageWeight: Float = 1, wordBonus: Float = 0,
    hotWords: HotWords? = nil, priors: SymbolPriors? = nil, priorWeight: Float = 0,
    confidence: PlattScaling? = nil
  ) {
    self.beamSize = beamSize
    self.beamThreshold = beamThreshold
    self.symbolThreshold = symbolThreshold
    self.pathMerging = pathMerging
    self.lexicon = lexicon
    self.languageModel = languageModel
    self.languageWeight = languageWeight
    self.wordBonus = wordBonus
    self.hotWords = hotWords
    self.priors = priors
    self.priorWeight = priorWeight
    self.confidence = confidence
  }

  /// Whether words are worth anything but what hot words add.
  var scoresWords: Bool {
    !(lexicon?.holdsPhrases ?? false)
      && (languageModel != nil && languageWeight != 0 || wordBonus != 0)
  }

  /// Whether priors change anything.
  var weighsPriors: Bool { priors != nil && priorWeight > 0 }

  /// Checks that a search over `alphabet` can be made so.
  ///
  /// - Throws: ``BeamSearchOptionsError`` for the first option that cannot be.
  public func validate(for alphabet: Alphabet) throws(BeamSearchOptionsError) {
    let numbers = [
      (beamSize > 0, "beamSize", "\(beamSize)", "at least 1"),
      (beamThreshold >= 0, "beamThreshold", "\(beamThreshold)", "at least 0"),
      (languageWeight >= 0, "languageWeight", "\(languageWeight)", "at least 0"),
      (priorWeight >= 0, "priorWeight", "\(priorWeight)", "at least 0"),
      (wordBonus.isFinite, "wordBonus", "\(wordBonus)", "finite"),
    ]
    if let (_, option, value, requirement) = numbers.first(where: { !$0.0 }) {
      throw .outOfRange(option: option, value: value, requirement: requirement)
    }
    if let priors, priors.probabilities.count != alphabet.count {
      throw .otherPriors(count: priors.probabilities.count, symbols: alphabet.count)
    }
    for (option, other) in [("lexicon", lexicon?.alphabet), ("hotWords", hotWords?.alphabet)] {
      if let other, other != alphabet { throw .otherAlphabet(option: option) }
    }
  }
}
