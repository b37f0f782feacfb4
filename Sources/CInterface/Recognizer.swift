// These are the functions of ctc_asr.h, under their names there, which documents them. Were they not public,
// nobody would find them in the library.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation

import AudioFrontEnd
public import CRecognizer
import Foundation
import SequenceLabeler

/// A `ctc_asr_recognizer`.
final class Recognizer {
  let labeler: SequenceLabeler
  private let reading: Reading

  init(_ model: Model, _ options: ctc_asr_options) throws {
    reading = try Reading(options, alphabet: model.alphabet, usual: model.searchOptions)
    labeler = SequenceLabeler(model, decoding: reading.decoding)
  }

  func transcripts(of clip: AudioClip) throws -> [Transcript] {
    try labeler.transcripts(of: clip, count: reading.transcriptCount, check: reading.check)
  }

  func transcripts(contentsOf url: URL) throws -> [Transcript] {
    try labeler.transcripts(contentsOf: url, count: reading.transcriptCount, check: reading.check)
  }

  func align(_ text: String, to clip: AudioClip) throws -> Transcript {
    try labeler.align(text, to: clip, check: reading.check).transcript
  }
}

@c @implementation
public func ctc_asr_open(
  _ model: UnsafePointer<CChar>?, _ options: UnsafePointer<ctc_asr_options>?
) -> OpaquePointer? {
  attempt {
    let options = options?.pointee ?? ctc_asr_options()
    let model = try Model(
      named: model.map { String(cString: $0) } ?? BundledModel.commands.rawValue,
      vocabulary: options.vocabulary, languageModel: options.language_model == nil)
    let heard = options.dereverberate != 0 ? model.dereverberating() : model
    return opaque(try Recognizer(heard, options))
  }
}

@c @implementation
public func ctc_asr_close(_ recognizer: OpaquePointer?) {
  release(recognizer, as: Recognizer.self)
}

@c @implementation
public func ctc_asr_sample_rate(_ recognizer: OpaquePointer) -> Int32 {
  Int32(object(recognizer).labeler.model.sampleRate)
}

@c @implementation
public func ctc_asr_transcribe_file(
  _ recognizer: OpaquePointer, _ path: UnsafePointer<CChar>
) -> UnsafeMutablePointer<ctc_asr_transcript>? {
  attempt {
    let url = URL(filePath: String(cString: path))
    return allocated(try object(recognizer).transcripts(contentsOf: url))
  }
}

@c @implementation
public func ctc_asr_transcribe(
  _ recognizer: OpaquePointer, _ samples: UnsafePointer<Float>?, _ count: Int, _ sampleRate: Int32
) -> UnsafeMutablePointer<ctc_asr_transcript>? {
  attempt {
    let clip = try clip(samples, count, sampleRate)
    return allocated(try object(recognizer).transcripts(of: clip))
  }
}

@c @implementation
public func ctc_asr_align(
  _ recognizer: OpaquePointer, _ samples: UnsafePointer<Float>?, _ count: Int, _ sampleRate: Int32,
  _ text: UnsafePointer<CChar>
) -> UnsafeMutablePointer<ctc_asr_transcript>? {
  attempt {
    let clip = try clip(samples, count, sampleRate)
    return allocated([try object(recognizer).align(String(cString: text), to: clip)])
  }
}

func object(_ recognizer: OpaquePointer) -> Recognizer {
  object(at: recognizer)
}

/// What files are refused for is refused in memory.
private func clip(
  _ samples: UnsafePointer<Float>?, _ count: Int, _ sampleRate: Int32
) throws(AudioFileError) -> AudioClip {
  let rate = try checkedSampleRate(sampleRate)
  return AudioClip(samples: try checkedSamples(samples, count, sampleRate: rate), sampleRate: rate)
}
