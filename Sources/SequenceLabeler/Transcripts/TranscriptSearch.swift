public import CTC
public import NumericCore

/// The transcript of log-probabilities that arrive piece by piece: of anyone's network that reads sound
/// as it comes.
///
/// Whatever the pieces, ``finish(count:)`` gives what ``Emissions/transcripts(_:count:)`` gives for all
/// frames at once.
///
///     var search = TranscriptSearch(alphabet: alphabet, decoding: decoding, secondsPerFrame: 0.04)
///     while let frames = nextFrames() { try search.append(frames); show(search.partialText) }
///     use(search.finish(count: 1))
public struct TranscriptSearch: Sendable {
  private let alphabet: Alphabet
  private let decoding: SequenceLabeler.Decoding
  private let secondsPerFrame: Double
  /// All frames so far, row by row.
  private var frames: [Float] = []
  private var beam: BeamSearchStream?
  /// The best path's labelling, and its last label, null included, where there is no beam.
  private var greedyLabels: [Int] = []
  private var last: Int?

  /// A search that has seen no frame.
  ///
  /// - Parameters:
  ///   - alphabet: the symbols of the columns.
  ///   - decoding: how they become text.
  ///   - secondsPerFrame: seconds from one row to the next.
  public init(alphabet: Alphabet, decoding: SequenceLabeler.Decoding, secondsPerFrame: Double) {
    self.alphabet = alphabet
    self.decoding = decoding
    self.secondsPerFrame = secondsPerFrame
    beam = decoding.beamSearchOptions.map {
      BeamSearchDecoder(alphabet: alphabet, options: $0).stream()
    }
  }

  /// Takes the next frames.
  ///
  /// - Parameter logProbabilities: natural logarithms, shape [frames, symbols C].
  /// - Throws: ``EmissionsError``, which counts the frames of this piece; it is then not taken.
  public mutating func append(_ logProbabilities: Matrix) throws(EmissionsError) {
    let piece = try Emissions(
      checking: logProbabilities, named: "the piece", alphabet: alphabet,
      secondsPerFrame: secondsPerFrame)
    append(ofOwnNetwork: piece.logProbabilities)
  }

  /// Takes frames that need no check.
  mutating func append(ofOwnNetwork logProbabilities: Matrix) {
    frames += logProbabilities.elements
    guard beam == nil else {
      beam?.append(logProbabilities)
      return
    }
    for label in GreedyDecoder(alphabet: alphabet).bestPath(logProbabilities) {
      if label != last && label != alphabet.null { greedyLabels.append(label) }
      last = label
    }
  }

  /// What the frames say so far, which may change; with a lexicon of pronunciations, its whole words.
  public var partialText: String { beam?.text ?? alphabet.text(of: greedyLabels) }

  /// The beginning of ``partialText`` that no frame to come can change, though ``finish(count:)`` may
  /// correct it; empty with a lexicon of pronunciations.
  public var stableText: String {
    guard decoding.beamSearchOptions?.lexicon?.pronunciations == nil else { return "" }
    return alphabet.text(of: beam?.stableLabels ?? greedyLabels)
  }

  /// The best `count` transcripts of all frames, at least one, the best first; the next frame begins
  /// another utterance.
  ///
  /// - Precondition: `count` is positive.
  public mutating func finish(count: Int = 1) -> [Transcript] {
    finish(count: count) {}
  }

  /// The same; `check`, called for every transcript, may end it with an error.
  package mutating func finish<E: Error>(
    count: Int, check: () throws(E) -> Void
  ) throws(E) -> [Transcript] {
    precondition(count > 0, "\(count) transcripts")
    let emissions = Emissions(
      logProbabilities: Matrix(
        rows: frames.count / alphabet.count, columns: alphabet.count, elements: frames),
      alphabet: alphabet, secondsPerFrame: secondsPerFrame)
    let search = beam
    self = TranscriptSearch(
      alphabet: alphabet, decoding: decoding, secondsPerFrame: secondsPerFrame)
    guard let search else { return try emissions.transcripts(decoding, count: count, check: check) }
    return try emissions.transcripts(
      search.hypotheses(count: count), of: search.decoder, check: check)
  }
}
