// These are the functions of ctc_asr.h, under their names there, which documents them. Were they not public,
// nobody would find them in the library.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation

public import CRecognizer
import SequenceLabeler

/// A `ctc_asr_search`.
final class Search {
  private let decoder: Decoder
  private var transcripts: TranscriptSearch
  private let partialText = HeldText()

  init(_ decoder: Decoder) {
    self.decoder = decoder
    transcripts = TranscriptSearch(
      alphabet: decoder.alphabet, decoding: decoder.reading.decoding,
      secondsPerFrame: decoder.secondsPerFrame)
  }

  func append(_ frames: UnsafePointer<Float>?, count: Int) throws {
    try transcripts.append(decoder.matrix(frames, count))
  }

  func finish() throws -> [Transcript] {
    try transcripts.finish(count: decoder.reading.transcriptCount, check: decoder.reading.check)
  }

  func heldPartialText() -> UnsafePointer<CChar> { partialText.hold(transcripts.partialText) }
}

@c @implementation
public func ctc_asr_search_open(_ decoder: OpaquePointer) -> OpaquePointer {
  opaque(Search(object(at: decoder)))
}

@c @implementation
public func ctc_asr_search_append(
  _ search: OpaquePointer, _ logProbabilities: UnsafePointer<Float>?, _ frameCount: Int
) -> Int32 {
  attempt {
    try (object(at: search) as Search).append(logProbabilities, count: frameCount)
    return 0
  } ?? -1
}

@c @implementation
public func ctc_asr_search_partial_text(_ search: OpaquePointer) -> UnsafePointer<CChar> {
  (object(at: search) as Search).heldPartialText()
}

@c @implementation
public func ctc_asr_search_finish(
  _ search: OpaquePointer
) -> UnsafeMutablePointer<ctc_asr_transcript>? {
  attempt { allocated(try (object(at: search) as Search).finish()) }
}

@c @implementation
public func ctc_asr_search_close(_ search: OpaquePointer?) {
  release(search, as: Search.self)
}
