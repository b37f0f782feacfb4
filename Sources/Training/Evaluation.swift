import AudioFrontEnd
import Interchange
import NumericCore
public import SequenceLabeler

/// What a labeler said about an utterance.
public struct Judgement: Sendable {
  /// The utterance.
  public let utterance: Utterance
  /// What the labeler made of it.
  public let transcript: Transcript
}

extension SequenceLabeler {
  /// Decodes all `utterances` on all threads and compares with their texts.
  ///
  /// - Parameter progress: is told, from any thread, that one more utterance was decoded.
  /// - Returns: the error rates, and every transcript in order.
  public func evaluate(
    _ utterances: [Utterance], progress: @Sendable () -> Void = {}
  ) -> (errors: ErrorRate, judgements: [Judgement]) {
    var transcripts = [Transcript?](repeating: nil, count: utterances.count)
    transcripts.withUnsafeMutableBufferPointer { transcripts in
      nonisolated(unsafe) let transcripts = transcripts
      ThreadPool.shared.perform(utterances.count) { index in
        transcripts[index] = transcribe(utterances[index].clip)
        progress()
      }
    }
    let judgements = zip(utterances, transcripts).compactMap { utterance, transcript in
      transcript.map { Judgement(utterance: utterance, transcript: $0) }
    }
    var errors = ErrorRate()
    for judgement in judgements {
      errors.add(
        reference: judgement.utterance.entry.text, hypothesis: judgement.transcript.text)
    }
    return (errors, judgements)
  }
}
