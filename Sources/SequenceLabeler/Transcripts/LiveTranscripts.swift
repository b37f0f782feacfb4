public import AudioFrontEnd

/// What is heard of sound that arrives.
public enum LiveTranscript: Sendable, Equatable {
  /// What the utterance under way says so far, which may change, and the beginning of it that no sound to come
  /// can change; of a model with a ``Model/latency`` only.
  case partial(text: String, stable: String)
  /// An utterance that a pause has ended; its times count from the start of the sound.
  case utterance(Transcript)
}

extension SequenceLabeler {
  /// What sound says that arrives piece by piece, as a microphone gives it: a ``TranscriptStream``'s
  /// utterances, and what the one under way says whenever that has changed.
  ///
  ///     for try await heard in try labeler.transcripts(of: microphone, sampleRate: 16000) {
  ///       if case .utterance(let transcript) = heard { print(transcript.text) }
  ///     }
  ///
  /// A piece is taken when the one before it has been heard.  The work is not done by the caller's actor.  An
  /// error that ends the sound comes behind the last utterance.
  ///
  /// - Parameters:
  ///   - pieces: the samples, of ±1; their end ends the last utterance.
  ///   - sampleRate: of the samples, in hertz.
  ///   - pause: the shortest pause in seconds that ends an utterance.
  ///   - loudnessRange: how far below the loudest speech of the last three seconds speech may lie, in
  ///     decibels, see ``TranscriptStream/init(_:sampleRate:pause:loudnessRange:)``.
  /// - Returns: what is heard, as it is heard.
  /// - Throws: `FeatureConfigurationError`, as that does.
  public func transcripts<Pieces: AsyncSequence>(
    of pieces: Pieces, sampleRate: Int, pause: Double = 0.6,
    loudnessRange: Float = VoiceActivityConfiguration().loudnessRange
  ) throws(FeatureConfigurationError) -> LiveTranscripts<Pieces>
  where Pieces.Element: Collection<Float> {
    LiveTranscripts(
      pieces: pieces,
      stream: try TranscriptStream(
        self, sampleRate: sampleRate, pause: pause, loudnessRange: loudnessRange))
  }
}

/// The transcripts of sound that arrives, see ``SequenceLabeler/transcripts(of:sampleRate:pause:loudnessRange:)``.
public struct LiveTranscripts<Pieces: AsyncSequence>: AsyncSequence
where Pieces.Element: Collection<Float> {
  /// What is heard.
  public typealias Element = LiveTranscript
  /// The error that ends the sound.
  public typealias Failure = Pieces.Failure

  fileprivate let pieces: Pieces
  fileprivate let stream: TranscriptStream

  /// Begins to listen.
  public func makeAsyncIterator() -> Iterator {
    Iterator(pieces: pieces.makeAsyncIterator(), stream: stream)
  }

  /// What is heard, one after the other.
  public struct Iterator: AsyncIteratorProtocol {
    fileprivate var pieces: Pieces.AsyncIterator
    fileprivate var stream: TranscriptStream
    private var waiting: [LiveTranscript] = []
    private var shown = ""
    private var hasEnded = false
    private var failure: Pieces.Failure?

    fileprivate init(pieces: Pieces.AsyncIterator, stream: TranscriptStream) {
      self.pieces = pieces
      self.stream = stream
    }

    /// The next utterance, or what the one under way says; nil at the end of the sound.
    ///
    /// - Throws: what ends the sound, once all that was heard before it has been given.
    public mutating func next(
      isolation actor: isolated (any Actor)?
    ) async throws(Pieces.Failure) -> LiveTranscript? {
      while waiting.isEmpty, !hasEnded {
        let piece: Pieces.Element?
        do throws(Pieces.Failure) {
          piece = try await pieces.next(isolation: actor)
        } catch {
          (piece, failure) = (nil, error)
        }
        if let piece {
          waiting += await stream.hear(Array(piece)).map { .utterance($0) }
          if !waiting.isEmpty { shown = "" }
          let text = stream.partialText
          if text != shown { waiting.append(.partial(text: text, stable: stream.stableText)) }
          shown = text
        } else {
          waiting += await stream.hearEnd().map { .utterance($0) }
          hasEnded = true
        }
      }
      if waiting.isEmpty, let failure {
        self.failure = nil
        throw failure
      }
      return waiting.isEmpty ? nil : waiting.removeFirst()
    }
  }
}

extension TranscriptStream {
  @concurrent
  fileprivate mutating func hear(_ samples: [Float]) async -> [Transcript] { append(samples) }

  @concurrent
  fileprivate mutating func hearEnd() async -> [Transcript] { finish() }
}
