public import AudioFrontEnd
public import Foundation
import NumericCore

extension SequenceLabeler {
  /// What is said in `clip`: the transcript that the synchronous method gives, from a task that can be
  /// cancelled.
  ///
  /// The work is not done by the caller's actor, so that an interface goes on.
  ///
  /// - Throws: `CancellationError` if the task is cancelled before the search is through: as soon as
  ///   every thread is done with the window of sound, 40 seconds at most, that it is at.
  @concurrent
  public func transcribe(_ clip: AudioClip) async throws -> Transcript {
    try cancellable { check in
      try emissions(of: clip, check: check).transcript(decoding, check: check)
    }
  }

  /// What the sound file at `url` says: the transcript that the synchronous method gives, from a task
  /// that can be cancelled, see ``transcribe(_:)-async``.
  ///
  /// - Throws: ``AudioFileError``, or `CancellationError`.
  @concurrent
  public func transcribe(contentsOf url: URL) async throws -> Transcript {
    try cancellable { check in
      try emissions(contentsOf: url, check: check).transcript(decoding, check: check)
    }
  }

  /// What may be said in `clip`: the transcripts that the synchronous method gives, from a task that can
  /// be cancelled, see ``transcribe(_:)-async``.
  ///
  /// - Throws: `CancellationError`.
  /// - Precondition: `count` is positive.
  @concurrent
  public func transcripts(of clip: AudioClip, count: Int) async throws -> [Transcript] {
    try cancellable { check in
      try transcripts(of: clip, count: count, check: check)
    }
  }

  /// What the sound file at `url` may say: the transcripts that the synchronous method gives, from a task that
  /// can be cancelled, see ``transcribe(_:)-async``.
  ///
  /// - Throws: ``AudioFileError``, or `CancellationError`.
  /// - Precondition: `count` is positive.
  @concurrent
  public func transcripts(contentsOf url: URL, count: Int) async throws -> [Transcript] {
    try cancellable { check in
      try transcripts(contentsOf: url, count: count, check: check)
    }
  }

  /// Where the words and symbols of `text` are said in `clip`: what the synchronous method gives, from a
  /// task that can be cancelled, see ``transcribe(_:)-async``.
  ///
  /// - Throws: ``AlignmentError``, or `CancellationError`.
  @concurrent
  public func align(_ text: String, to clip: AudioClip) async throws -> Alignment {
    try cancellable { check in
      try align(text, to: clip, check: check)
    }
  }

  /// Where the words and symbols of `text` are said in the sound file at `url`: what the synchronous method
  /// gives, from a task that can be cancelled, see ``transcribe(_:)-async``.
  ///
  /// - Throws: ``AlignmentError``, ``AudioFileError``, or `CancellationError`.
  @concurrent
  public func align(_ text: String, toContentsOf url: URL) async throws -> Alignment {
    try cancellable { check in
      try align(text, toContentsOf: url, check: check)
    }
  }

  /// Where each of `lines` is said in `clip`: what the synchronous method gives, from a task that can be
  /// cancelled, see ``transcribe(_:)-async``.
  ///
  /// - Throws: ``AlignmentError``, or `CancellationError`.
  @concurrent
  public func segments(
    of lines: [String], in clip: AudioClip, allSaid: Bool = false
  ) async throws -> [Transcript.Span?] {
    try cancellable { check in
      try emissions(of: clip, check: check)
        .segments(of: lines, lexicon: dictionary, allSaid: allSaid, check: check).get()
    }
  }

  /// What the network says of `clip`: what the synchronous method gives, from a task that can be
  /// cancelled, see ``transcribe(_:)-async``.
  ///
  /// - Throws: `CancellationError`.
  @concurrent
  public func emissions(of clip: AudioClip) async throws -> Emissions {
    try cancellable { check in try emissions(of: clip, check: check) }
  }

  /// What the network says of the sound file at `url`: what the synchronous method gives, from a task that
  /// can be cancelled, see ``transcribe(_:)-async``.
  ///
  /// - Throws: ``AudioFileError``, or `CancellationError`.
  @concurrent
  public func emissions(contentsOf url: URL) async throws -> Emissions {
    try cancellable { check in try emissions(contentsOf: url, check: check) }
  }
}
