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
    /// count.  Of a known text: the mean probability of a symbol's frames, for a word the least of its
    /// symbols'.
    public var confidence: Float
  }

  /// The words with spaces between them.
  public var text: String
  /// The words.
  public var words: [Span]
  /// The symbols, word boundaries included.
  public var symbols: [Span]
  /// The natural logarithm of the probability that the frames give to the text.
  public var logProbability: Float
  /// What a language model, the word bonus and hot words add to it, in nats.
  public var languageScore: Float
  /// The length of the clip in seconds.
  public var duration: Double
}
