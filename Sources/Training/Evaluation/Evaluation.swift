import AudioFrontEnd
public import Interchange
import NumericCore
public import SequenceLabeler

/// What a labeler said about a recording.
public struct Judgement: Sendable {
  /// The recording and its text.
  public let entry: ManifestEntry
  /// What the labeler made of it.
  public let transcript: Transcript
  /// Samples a second of the recording before it was resampled for the model, in hertz.
  public let sampleRate: Int

  /// What should have been recognized, as the model can write it, see `Alphabet.writable(_:)`, or
  /// the words of a pronouncing dictionary.
  public let reference: String
}

extension SequenceLabeler {
  /// Decodes recordings on all threads and compares with their texts.
  ///
  /// - Parameters:
  ///   - entries: the recordings.
  ///   - progress: is told, from any thread, that one more was decoded.
  /// - Returns: the error rates, and every transcript in order.
  /// - Throws: ``DataFault`` of the first recording that cannot be read.
  public func evaluate(
    _ entries: [ManifestEntry], progress: @Sendable () -> Void = {}
  ) throws(DataFault) -> (errors: ErrorRate, judgements: [Judgement]) {
    let results = withClips(of: entries) { index, clip in
      defer { progress() }
      return clip.map {
        judgement(of: entries[index], transcribe($0), sampleRate: $0.sampleRate)
      }.mapError { DataFault(entries[index], $0) }
    }
    let judgements = try results.map { (result) throws(DataFault) in try result.get() }
    return (Self.errors(of: judgements), judgements)
  }

  /// Decodes the utterances of a data set on all threads and compares with their texts.
  func evaluate(_ utterances: [Utterance]) throws(AudioFileError) -> ErrorRate {
    let judgements = try inParallel(utterances.count) { (index) throws(AudioFileError) in
      let clip = try utterances[index].clip()
      return judgement(
        of: utterances[index].entry, transcribe(clip), sampleRate: clip.sampleRate)
    }
    return Self.errors(of: judgements)
  }

  private func judgement(
    of entry: ManifestEntry, _ transcript: Transcript, sampleRate: Int
  ) -> Judgement {
    Judgement(
      entry: entry, transcript: transcript, sampleRate: sampleRate,
      reference: writable(entry.text))
  }

  private static func errors(of judgements: [Judgement]) -> ErrorRate {
    var errors = ErrorRate()
    for judgement in judgements {
      errors.add(
        reference: judgement.reference, hypothesis: judgement.transcript.text,
        speaker: judgement.entry.speaker)
    }
    return errors
  }
}
