public import CTC
public import NumericCore

/// Where a known text was said.
public struct Alignment: Sendable, Equatable {
  /// The text with the times and confidences of its words and symbols, along the most probable path.
  public var transcript: Transcript
  /// −ln p(text) in nats, over all paths that say the text, of words of pieces as the frames say them;
  /// of a text with stars, of the best path.
  public var loss: Float

  /// An alignment put together by hand; `loss` is in nats.
  public init(transcript: Transcript, loss: Float) {
    self.transcript = transcript
    self.loss = loss
  }
}

/// Why a text cannot be aligned to an utterance.
public enum AlignmentError: DescribedError, Sendable, Equatable {
  /// The alphabet cannot write the text.
  case unwritableText(reason: AlphabetError)
  /// The alphabet cannot write a line of the text; lines count from 1.
  case unwritableLine(line: Int, reason: AlphabetError)
  /// A line has no symbol to look for.
  case emptyLine(line: Int)
  /// The utterance has fewer frames than the text needs, see `minimumFrames(for:)`.
  case tooFewFrames(frames: Int, needed: Int)
  /// Every path that says the text has probability zero.
  case impossible

  /// What is wrong and what to do about it, in one line.
  public var description: String {
    switch self {
    case .unwritableText(let reason): "the text: \(reason)"
    case .unwritableLine(let line, let reason): "line \(line) of the text: \(reason)"
    case .emptyLine(let line): "line \(line) of the text is empty; remove it"
    case .tooFewFrames(let frames, let needed):
      "the text needs \(needed) frames, the sound has \(frames); is it the text of this sound?"
    case .impossible: "no path through the frames says the text: one of its symbols is impossible"
    }
  }
}

extension Emissions {
  /// Where the words and symbols of `text` are said, which is read as the alphabet can write it, see
  /// ``CTC/Alphabet/writable(_:)``.
  ///
  /// A word `*`, unless the alphabet can write it, stands for speech that is not in the text, or for
  /// none; it is one of the words found if there is any.
  public func align(_ text: String) throws(AlignmentError) -> Alignment {
    try alignment(of: text) {}.get()
  }

  /// The same; `check`, called at every frame, may end it with an error.
  func alignment<E: Error>(
    of text: String, check: () throws(E) -> Void
  ) throws(E) -> Result<Alignment, AlignmentError> {
    let star = alphabet.count
    let labels: [Int]
    do {
      labels = try alphabet.labels(of: text, star: star)
    } catch {
      return .failure(.unwritableText(reason: error))
    }
    let hasStar = labels.contains(star)
    let frames = hasStar ? logProbabilities.withStar(null: alphabet.null) : logProbabilities
    return try path(of: labels, through: frames, star: hasStar ? star : nil, check: check).map {
      alignment, _ in
      let said = alignment.spans.map(\.label)
      return Alignment(
        transcript: transcript(
          Hypothesis(
            labels: said, spans: alignment.spans, logProbability: alignment.logProbability)),
        loss: hasStar
          ? -alignment.logProbability
          : ctcNegativeLogLikelihood(logits: frames, target: said, null: alphabet.null))
    }
  }
}

extension Alphabet {
  /// The labels of a text in which a word `*` is the label `star`, unless a symbol writes it.
  fileprivate func labels(of text: String, star: Int) throws(AlphabetError) -> [Int] {
    let words = normalizedText(text).split(separator: " ", omittingEmptySubsequences: true)
    guard !symbols.contains("*"), words.contains("*") else { return try labels(of: writable(text)) }
    var labels: [Int] = []
    for (index, piece) in words.split(separator: "*", omittingEmptySubsequences: false).enumerated()
    {
      if index > 0, labels.last != star { labels.append(star) }
      labels += try self.labels(of: writable(piece.joined(separator: " ")))
    }
    return labels
  }
}
