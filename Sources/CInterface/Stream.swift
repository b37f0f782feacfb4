// These are the functions of ctc_asr.h, under their names there, which documents them. Were they not public,
// nobody would find them in the library.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation

public import CRecognizer
import SequenceLabeler

/// A `ctc_asr_stream`.
final class Stream {
  private let sampleRate: Int
  private var transcripts: TranscriptStream
  /// What has ended and nobody has asked for yet.
  private var waiting: [Transcript] = []
  private let partialText = HeldText()

  init(
    _ labeler: SequenceLabeler, sampleRate: Int, pause: Double, loudnessRange: Double
  ) throws {
    guard (0...60).contains(pause) else {
      throw OptionError(description: "pause is \(pause); it must be from 0 to 60 seconds")
    }
    guard loudnessRange == 0 || (1...100).contains(loudnessRange) else {
      throw OptionError(
        description: "loudness_range is \(loudnessRange); it must be 0, or from 1 to 100 decibels")
    }
    self.sampleRate = sampleRate
    transcripts = try TranscriptStream(
      labeler, sampleRate: sampleRate, pause: pause == 0 ? 0.6 : pause,
      loudnessRange: loudnessRange == 0 ? 18 : Float(loudnessRange))
  }

  func append(_ samples: UnsafePointer<Float>?, count: Int) throws -> Int {
    let samples = try checkedSamples(samples, count, sampleRate: sampleRate)
    waiting += transcripts.append(samples)
    return waiting.count
  }

  func finish() -> Int {
    waiting += transcripts.finish()
    return waiting.count
  }

  func next() -> Transcript? {
    waiting.isEmpty ? nil : waiting.removeFirst()
  }

  func heldPartialText() -> UnsafePointer<CChar> { partialText.hold(transcripts.partialText) }
}

@c @implementation
public func ctc_asr_stream_open(
  _ recognizer: OpaquePointer, _ sampleRate: Int32, _ pause: Double, _ loudnessRange: Double
) -> OpaquePointer? {
  attempt {
    opaque(
      try Stream(
        object(recognizer).labeler, sampleRate: try checkedSampleRate(sampleRate), pause: pause,
        loudnessRange: loudnessRange))
  }
}

@c @implementation
public func ctc_asr_stream_append(
  _ stream: OpaquePointer, _ samples: UnsafePointer<Float>?, _ count: Int
) -> Int32 {
  attempt { Int32(try (object(at: stream) as Stream).append(samples, count: count)) } ?? -1
}

@c @implementation
public func ctc_asr_stream_finish(_ stream: OpaquePointer) -> Int32 {
  Int32((object(at: stream) as Stream).finish())
}

@c @implementation
public func ctc_asr_stream_next(
  _ stream: OpaquePointer
) -> UnsafeMutablePointer<ctc_asr_transcript>? {
  (object(at: stream) as Stream).next().map { allocated([$0]) }
}

@c @implementation
public func ctc_asr_stream_partial_text(_ stream: OpaquePointer) -> UnsafePointer<CChar> {
  (object(at: stream) as Stream).heldPartialText()
}

@c @implementation
public func ctc_asr_stream_close(_ stream: OpaquePointer?) {
  release(stream, as: Stream.self)
}
