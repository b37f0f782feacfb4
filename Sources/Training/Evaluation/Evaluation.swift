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

/// What a labeler said about the recordings of a data set.
public struct Evaluation: Sendable {
  /// What it made of those that can be read, in their order.
  public let judgements: [Judgement]
  /// Why the others cannot be read, in the same order.
  public let faults: [DataFault]
  /// The error rates of the judgements.
  public let errors: ErrorRate

  fileprivate init(judgements: [Judgement], faults: [DataFault]) {
    self.judgements = judgements
    self.faults = faults
    var errors = ErrorRate()
    for judgement in judgements {
      errors.add(
        reference: judgement.reference, hypothesis: judgement.transcript.text,
        speaker: judgement.entry.speaker)
    }
    self.errors = errors
  }
}

extension SequenceLabeler {
  /// Decodes recordings on all threads and compares with their texts.
  ///
  /// One that cannot be read does not keep the others from being compared; see ``Evaluation/faults``.
  ///
  /// - Parameters:
  ///   - entries: the recordings.
  ///   - progress: is told, from any thread, that one more was decoded.
  /// - Returns: the transcripts of what can be read, their error rates, and the faults of the rest.
  public func evaluate(
    _ entries: [ManifestEntry], progress: @Sendable () -> Void = {}
  ) -> Evaluation {
    let results = withClips(of: entries) { index, clip in
      defer { progress() }
      return clip.map {
        judgement(of: entries[index], transcribe($0), sampleRate: $0.sampleRate)
      }.mapError { DataFault(entries[index], $0) }
    }
    return Evaluation(judgements: results.successes(), faults: results.failures())
  }

  /// Decodes the utterances of a data set, as ``evaluate(_:progress:)`` does recordings.
  ///
  /// - Returns: the same; its faults are those of sound that is not kept in memory and cannot be read again.
  public func evaluate(
    _ data: DataSet, progress: @Sendable () -> Void = {}
  ) -> Evaluation {
    let utterances = data.utterances
    let results = inParallel(utterances.count) { index in
      defer { progress() }
      let utterance = utterances[index]
      return Result { () throws(AudioFileError) in try utterance.clip() }.map {
        judgement(of: utterance.entry, transcribe($0), sampleRate: utterance.fileSampleRate)
      }.mapError { DataFault(utterance.entry, $0) }
    }
    return Evaluation(judgements: results.successes(), faults: results.failures())
  }

  /// Decodes the utterances of a data set on all threads and compares with their texts.
  func evaluate(_ utterances: [Utterance]) throws(AudioFileError) -> ErrorRate {
    let judgements = try inParallel(utterances.count) { (index) throws(AudioFileError) in
      let clip = try utterances[index].clip()
      return judgement(
        of: utterances[index].entry, transcribe(clip), sampleRate: clip.sampleRate)
    }
    return Evaluation(judgements: judgements, faults: []).errors
  }

  private func judgement(
    of entry: ManifestEntry, _ transcript: Transcript, sampleRate: Int
  ) -> Judgement {
    Judgement(
      entry: entry, transcript: transcript, sampleRate: sampleRate,
      reference: writable(entry.text))
  }
}

extension Array {
  /// What went well, in order.
  package func successes<Success, Failure>() -> [Success]
  where Element == Result<Success, Failure> {
    compactMap { try? $0.get() }
  }

  /// What went wrong, in order.
  package func failures<Success, Failure>() -> [Failure] where Element == Result<Success, Failure> {
    compactMap { result in
      if case .failure(let failure) = result { failure } else { nil }
    }
  }
}
