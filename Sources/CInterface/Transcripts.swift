// These are the functions of ctc_asr.h, under their names there, which documents them. Were they not public,
// nobody would find them in the library.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation

public import CRecognizer
import Foundation
import SequenceLabeler

/// Transcripts, at least one, each the next of the one before, in memory of their own, which
/// `ctc_asr_transcript_free` frees.
func allocated(_ transcripts: [Transcript]) -> UnsafeMutablePointer<ctc_asr_transcript> {
  var next: UnsafeMutablePointer<ctc_asr_transcript>?
  for transcript in transcripts.reversed() { next = allocated(transcript, next: next) }
  guard let next else { preconditionFailure("no transcript") }
  return next
}

private func allocated(
  _ transcript: Transcript, next: UnsafePointer<ctc_asr_transcript>?
) -> UnsafeMutablePointer<ctc_asr_transcript> {
  let result = UnsafeMutablePointer<ctc_asr_transcript>.allocate(capacity: 1)
  result.initialize(
    to: ctc_asr_transcript(
      text: allocated(transcript.text),
      words: allocated(transcript.words), word_count: transcript.words.count,
      symbols: allocated(transcript.symbols), symbol_count: transcript.symbols.count,
      log_probability: transcript.logProbability, language_score: transcript.languageScore,
      duration: transcript.duration, next: next))
  return result
}

@c @implementation
public func ctc_asr_transcript_free(_ transcript: UnsafeMutablePointer<ctc_asr_transcript>?) {
  var rest = UnsafePointer(transcript)
  while let transcript = rest {
    rest = transcript.pointee.next
    free(transcript.pointee.words, count: transcript.pointee.word_count)
    free(transcript.pointee.symbols, count: transcript.pointee.symbol_count)
    transcript.pointee.text.deallocate()
    transcript.deallocate()
  }
}

private func allocated(_ spans: [Transcript.Span]) -> UnsafePointer<ctc_asr_span> {
  let result = UnsafeMutablePointer<ctc_asr_span>.allocate(capacity: spans.count)
  for (index, span) in spans.enumerated() {
    (result + index).initialize(
      to: ctc_asr_span(
        text: allocated(span.text), start: span.start, end: span.end, confidence: span.confidence))
  }
  return UnsafePointer(result)
}

private func free(_ spans: UnsafePointer<ctc_asr_span>, count: Int) {
  for span in UnsafeBufferPointer(start: spans, count: count) { span.text.deallocate() }
  spans.deallocate()
}

/// A text that a program in C reads until the next one is held.
final class HeldText {
  private var text: UnsafePointer<CChar>?

  deinit { text?.deallocate() }

  func hold(_ text: String) -> UnsafePointer<CChar> {
    self.text?.deallocate()
    let held = allocated(text)
    self.text = held
    return held
  }
}

/// `text` in UTF-8, with a zero behind it.
func allocated(_ text: String) -> UnsafePointer<CChar> {
  let characters = text.utf8CString
  let result = UnsafeMutablePointer<CChar>.allocate(capacity: characters.count)
  _ = UnsafeMutableBufferPointer(start: result, count: characters.count).initialize(
    from: characters)
  return UnsafePointer(result)
}
