/// What was said in a clip, with times.
public struct Transcript: Sendable, Equatable, Codable {
  /// A word or symbol and where it was said.
  public struct Span: Sendable, Equatable, Codable {
    /// The word or symbol.
    public var text: String
    /// Where it begins, in seconds from the start of the clip: a symbol where the network says it, a word
    /// where its sound begins, if that is known.
    public var start: Double
    /// Where it ends, in seconds from the start of the clip.
    public var end: Double
    /// How sure it is, between 0 and 1.
    ///
    /// Of what a decoder has found: how probable it is where it stands, given what stands before and
    /// after it, over all alignments, see `LabelPosteriors`; a list of words and a language model don't
    /// count, unless `ctc-asr tune` has found how words that they chose are to be scaled, see
    /// `PlattScaling`.  Of a known text: the mean probability of a symbol's frames, for a word the least
    /// of its symbols'.
    public var confidence: Float

    /// A word or symbol from `start` to `end`, in seconds.
    public init(text: String, start: Double, end: Double, confidence: Float) {
      self.text = text
      self.start = start
      self.end = end
      self.confidence = confidence
    }
  }

  /// The words with spaces between them, where the script writes spaces.
  public var text: String
  /// The words, see `words(of:)`: where the script writes no spaces, each letter is one.
  public var words: [Span]
  /// The symbols, word boundaries included.
  public var symbols: [Span]
  /// The natural logarithm of the probability that the frames give to the text.
  public var logProbability: Float
  /// What a language model, the word bonus, hot words and the symbols' priors add to it, in nats.
  public var languageScore: Float
  /// The length of the clip in seconds.
  public var duration: Double

  /// A transcript put together by hand, such as one to show where there is no model.
  ///
  /// - Parameters:
  ///   - text: the words with spaces between them.
  ///   - words: the words, in order.
  ///   - symbols: the symbols in order, word boundaries included.
  ///   - logProbability: in nats.
  ///   - languageScore: in nats.
  ///   - duration: the length of the clip in seconds.
  public init(
    text: String, words: [Span] = [], symbols: [Span] = [], logProbability: Float = 0,
    languageScore: Float = 0, duration: Double
  ) {
    self.text = text
    self.words = words
    self.symbols = symbols
    self.logProbability = logProbability
    self.languageScore = languageScore
    self.duration = duration
  }
}
