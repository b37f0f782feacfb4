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
  /// A line has no symbol to look for; lines count from 1.
  case emptyLine(line: Int)
  /// The lexicon does not say how a word is pronounced.
  case unpronounced(word: String)
  /// The utterance has fewer frames than the text needs, see `minimumFrames(for:)`.
  case tooFewFrames(frames: Int, needed: Int)
  /// Every path that says the text has probability zero.
  case impossible

  /// What is wrong and what to do about it, in one line.
  public var description: String {
    switch self {
    case .unwritableText(let reason): "the text: \(reason)"
    case .unpronounced(let word):
      "the text: the list of pronunciations has no “\(word)”; add it"
    case .emptyLine(let line): "line \(line) of the text is empty; remove it"
    case .tooFewFrames(let frames, let needed):
      "the text needs \(needed) frames, the sound has \(frames); is it the text of this sound?"
    case .impossible: "no path through the frames says the text: one of its symbols is impossible"
    }
  }
}

extension Emissions {
  /// Where the words and symbols of `text` are said, which is read as the alphabet can write it, see
  /// `Alphabet.writable(_:)`, or as a lexicon pronounces its words.
  ///
  /// A word `*`, unless the alphabet can write it, stands for speech that is not in the text, or for
  /// none; it is one of the words found if there is any.
  ///
  /// - Parameters:
  ///   - text: what is said.
  ///   - lexicon: how its words are pronounced, if the symbols do not write them.
  /// - Returns: the text with its times.
  /// - Throws: ``AlignmentError``.
  public func align(_ text: String, lexicon: Lexicon? = nil) throws(AlignmentError) -> Alignment {
    try alignment(of: text, lexicon: lexicon) {}.get()
  }

  /// The same; `check`, called at every frame, may end it with an error.
  package func alignment<E: Error>(
    of text: String, lexicon: Lexicon? = nil, check: () throws(E) -> Void
  ) throws(E) -> Result<Alignment, AlignmentError> {
    let star = alphabet.count
    let units: [SpokenUnit]
    do {
      units = try alphabet.units(of: text, star: star, lexicon: lexicon)
    } catch {
      return .failure(error)
    }
    let hasStar = units.contains { $0.ways == [[star]] }
    let frames = hasStar ? logProbabilities.withStar(null: alphabet.null) : logProbabilities
    return try path(of: units, through: frames, star: hasStar ? star : nil, check: check).map {
      path in
      let alignment = path.alignment
      let said = alignment.spans.map(\.label)
      return Alignment(
        transcript: transcript(
          Hypothesis(
            labels: said, spans: alignment.spans, logProbability: alignment.logProbability,
            words: lexicon?.pronunciations.map { _ in path.words })),
        loss: hasStar
          ? -alignment.logProbability
          : ctcNegativeLogLikelihood(logits: frames, target: said, null: alphabet.null))
    }
  }
}
