import CInterface
import CRecognizer
import Foundation
import SequenceLabeler
import Testing

/// A transcript as the library has it; the one in C is freed.
func transcript(_ transcript: UnsafeMutablePointer<ctc_asr_transcript>?) throws -> Transcript {
  let transcript = try #require(transcript)
  defer { ctc_asr_transcript_free(transcript) }
  let found = transcript.pointee
  return Transcript(
    text: String(cString: found.text), words: spans(found.words, found.word_count),
    symbols: spans(found.symbols, found.symbol_count), logProbability: found.log_probability,
    languageScore: found.language_score, duration: found.duration)
}

func spans(_ spans: UnsafePointer<ctc_asr_span>, _ count: Int) -> [Transcript.Span] {
  UnsafeBufferPointer(start: spans, count: count).map {
    Transcript.Span(
      text: String(cString: $0.text), start: $0.start, end: $0.end, confidence: $0.confidence)
  }
}

func withCStrings<Result>(
  _ texts: [String], _ body: (UnsafeBufferPointer<UnsafePointer<CChar>?>) throws -> Result
) rethrows -> Result {
  let pointers = texts.map { strdup($0) }
  defer { for pointer in pointers { free(pointer) } }
  return try pointers.map { $0.map { UnsafePointer($0) } }.withUnsafeBufferPointer(body)
}
