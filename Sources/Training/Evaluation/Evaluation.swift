public import AudioFrontEnd
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

  /// What should have been recognized, as the model can write it; see
  /// ``CTC/Alphabet/writable(_:)``.
  public let reference: String
}

extension SequenceLabeler {
  /// Decodes recordings on all threads and compares with their texts.
  ///
  /// - Parameters:
  ///   - entries: the recordings.
  ///   - progress: is told, from any thread, that one more was decoded.
  /// - Returns: the error rates, and every transcript in order.
  /// - Throws: ``AudioFrontEnd/AudioFileError`` of the first recording that cannot be read.
  public func evaluate(
    _ entries: [ManifestEntry], progress: @Sendable () -> Void = {}
  ) throws(AudioFileError) -> (errors: ErrorRate, judgements: [Judgement]) {
    let results = inParallel(entries.count) { index -> Result<Judgement, AudioFileError> in
      defer { progress() }
      return Result { () throws(AudioFileError) in
        let clip = try AudioClip(entries[index])
        return judgement(of: entries[index], transcribe(clip), sampleRate: clip.sampleRate)
      }
    }
    var judgements: [Judgement] = []
    for result in results { judgements.append(try result.get()) }
    return (Self.errors(of: judgements), judgements)
  }

  /// Decodes utterances that are in memory on all threads and compares with their texts.
  func evaluate(_ utterances: [Utterance]) -> ErrorRate {
    let transcripts = inParallel(utterances.count) { transcribe(utterances[$0].clip) }
    return Self.errors(
      of: zip(utterances, transcripts).map { utterance, transcript in
        judgement(of: utterance.entry, transcript, sampleRate: utterance.sound.sampleRate)
      })
  }

  private func judgement(
    of entry: ManifestEntry, _ transcript: Transcript, sampleRate: Int
  ) -> Judgement {
    Judgement(
      entry: entry, transcript: transcript, sampleRate: sampleRate,
      reference: model.alphabet.writable(entry.text))
  }

  private static func errors(of judgements: [Judgement]) -> ErrorRate {
    var errors = ErrorRate()
    for judgement in judgements {
      errors.add(reference: judgement.reference, hypothesis: judgement.transcript.text)
    }
    return errors
  }
}
