public import CTC
public import NumericCore

/// What a network says of an utterance: log-probabilities, what their columns stand for, and when
/// their rows are.
public struct Emissions: Sendable {
  /// Natural logarithms, shape [frames T, symbols C].
  public let logProbabilities: Matrix
  /// The symbols of the columns.
  public let alphabet: Alphabet
  /// Seconds from one row to the next.
  public let secondsPerFrame: Double
  /// The length of the utterance in seconds.
  public let duration: Double
  /// How loud the utterance is, if its sound is known; words then begin and end where it does.
  public let levels: SoundLevels?

  /// The emissions of an utterance.
  ///
  /// - Parameters:
  ///   - logProbabilities: natural logarithms, shape [frames T, symbols C].
  ///   - alphabet: the symbols of the columns.
  ///   - secondsPerFrame: seconds from one row to the next.
  ///   - duration: the length of the utterance in seconds; by default what the rows cover.
  ///   - levels: how loud it is, for the times of words; without them, they are those of the frames.
  /// - Precondition: there are as many columns as symbols.
  public init(
    logProbabilities: Matrix, alphabet: Alphabet, secondsPerFrame: Double,
    duration: Double? = nil, levels: SoundLevels? = nil
  ) {
    precondition(
      logProbabilities.columns == alphabet.count,
      "\(logProbabilities.columns) columns for \(alphabet.count) symbols")
    self.logProbabilities = logProbabilities
    self.alphabet = alphabet
    self.secondsPerFrame = secondsPerFrame
    self.levels = levels
    self.duration =
      duration ?? (Double(logProbabilities.rows) * secondsPerFrame).inWholeMicroseconds
  }

  /// What the frames say.
  public func transcript(_ decoding: SequenceLabeler.Decoding) -> Transcript {
    transcript(decoding) {}
  }

  /// The same; `check`, called at every frame of a beam search, may end it with an error.
  func transcript<E: Error>(
    _ decoding: SequenceLabeler.Decoding, check: () throws(E) -> Void
  ) throws(E) -> Transcript {
    switch decoding {
    case .greedy:
      decoded(GreedyDecoder(alphabet: alphabet).decoded(logProbabilities))
    case .beam(let options):
      decoded(
        try BeamSearchDecoder(alphabet: alphabet, options: options)
          .decoded(logProbabilities, check: check),
        confidence: options.confidence)
    }
  }

  /// The best `count` transcripts that the decoder finds, at least one, the best first; the greedy
  /// decoder has only one.
  ///
  /// - Precondition: `count` is positive.
  public func transcripts(
    _ decoding: SequenceLabeler.Decoding, count: Int
  ) -> [Transcript] {
    transcripts(decoding, count: count) {}
  }

  /// The same; `check`, called at every frame of a beam search and for every transcript, may end it with
  /// an error.
  package func transcripts<E: Error>(
    _ decoding: SequenceLabeler.Decoding, count: Int, check: () throws(E) -> Void
  ) throws(E) -> [Transcript] {
    precondition(count > 0, "\(count) transcripts")
    guard case .beam(let options) = decoding else { return [transcript(decoding)] }
    let decoder = BeamSearchDecoder(alphabet: alphabet, options: options)
    return try transcripts(
      decoder.hypotheses(for: logProbabilities, count: count, check: check), of: decoder,
      check: check)
  }

  /// The transcripts of what a beam search has found; the empty one if that is nothing.
  func transcripts<E: Error>(
    _ found: [Hypothesis], of decoder: BeamSearchDecoder, check: () throws(E) -> Void
  ) throws(E) -> [Transcript] {
    guard !found.isEmpty else { return [decoded(decoder.silence(logProbabilities))] }
    return try found.map { (hypothesis) throws(E) in
      try check()
      return decoded(hypothesis, confidence: decoder.options.confidence)
    }
  }

  /// What a decoder has found, with posteriors for confidence, those of words scaled.
  private func decoded(_ hypothesis: Hypothesis, confidence: PlattScaling? = nil) -> Transcript {
    var transcript = transcript(
      hypothesis,
      posteriors: LabelPosteriors(
        of: hypothesis.labels, in: logProbabilities, alphabet: alphabet,
        words: hypothesis.words?.map(\.labels)))
    guard let confidence else { return transcript }
    for index in transcript.words.indices {
      let posterior = transcript.words[index].confidence
      transcript.words[index].confidence = confidence.confidence(ofPosterior: posterior)
    }
    return transcript
  }

  func transcript(_ hypothesis: Hypothesis, posteriors: LabelPosteriors? = nil) -> Transcript {
    Transcript(hypothesis, posteriors: posteriors, of: self)
  }
}
