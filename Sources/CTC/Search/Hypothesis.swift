import NumericCore

/// One label and the frames that say it.
public struct TokenSpan: Sendable, Equatable {
  /// The label, never the null symbol.
  public let label: Int
  /// The frames, from the first one up to and without the one after the last.
  public let frames: Range<Int>
  /// The mean over `frames` of the label's probability, between 0 and 1.
  public let confidence: Float

  /// A label at `frames`.
  public init(label: Int, frames: Range<Int>, confidence: Float) {
    self.label = label
    self.frames = frames
    self.confidence = confidence
  }
}

/// What a decoder has read from the frames of an utterance.
public struct Hypothesis: Sendable, Equatable {
  /// A word, and the place of the labels that say it.
  public struct Word: Sendable, Equatable {
    /// The word as the lexicon writes it.
    public let text: String
    /// Where among the hypothesis' labels its own stand.
    public let labels: Range<Int>

    /// A word at some labels.
    public init(text: String, labels: Range<Int>) {
      self.text = text
      self.labels = labels
    }
  }

  /// The labels in order, without the null symbol.
  public let labels: [Int]
  /// Where each label stands; as many as ``labels``.
  public let spans: [TokenSpan]
  /// The natural logarithm of the probability that the frames give to ``labels``.
  public let logProbability: Float
  /// What a language model, the word bonus, hot words and the symbols' priors add to it, in nats.
  public let languageScore: Float
  /// The words that the labels say by a ``Lexicon`` of pronunciations; nil where labels write words.
  public let words: [Word]?

  /// A hypothesis with one span for each label.
  public init(
    labels: [Int], spans: [TokenSpan], logProbability: Float, languageScore: Float = 0,
    words: [Word]? = nil
  ) {
    self.labels = labels
    self.spans = spans
    self.logProbability = logProbability
    self.languageScore = languageScore
    self.words = words
  }

  /// What hypotheses are ranked by: ``logProbability`` and ``languageScore`` together.
  public var score: Float { logProbability + languageScore }
}

/// The spans of a path: each run of one label that is not `null`.
///
/// - Parameters:
///   - path: one label for each frame.
///   - logProbabilities: natural logarithms, shape [frames T, symbols C].
///   - null: the label of the null symbol.
/// - Returns: one span for each label of the path's labelling.
func spans(of path: [Int], in logProbabilities: Matrix, null: Int) -> [TokenSpan] {
  var result: [TokenSpan] = []
  var start = 0
  while start < path.count {
    let label = path[start]
    let end = path[start...].firstIndex { $0 != label } ?? path.count
    if label != null {
      let sum = (start..<end).reduce(Float(0)) { $0 + exponential(logProbabilities[$1, label]) }
      result.append(
        TokenSpan(label: label, frames: start..<end, confidence: sum / Float(end - start)))
    }
    start = end
  }
  return result
}
