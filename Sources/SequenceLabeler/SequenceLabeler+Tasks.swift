public import AudioFrontEnd
public import Foundation

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
      var sound = try AudioFileReader(contentsOf: url)
      var emissions = EmissionCollector(model, sampleRate: sound.sampleRate)
      while let samples = try sound.nextBlock() { try emissions.append(samples, check: check) }
      return try emissions.finish(check: check).transcript(decoding, check: check)
    }
  }
}

/// What `body` gives, to which it hands what throws if the task has been cancelled, on whichever thread
/// it is called.
private func cancellable<R>(
  _ body: (_ check: () throws(CancellationError) -> Void) throws -> R
) throws -> R {
  try withUnsafeCurrentTask { task in
    let check = { () throws(CancellationError) in
      if task?.isCancelled ?? false { throw CancellationError() }
    }
    try check()
    return try body(check)
  }
}
