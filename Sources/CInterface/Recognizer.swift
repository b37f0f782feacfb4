// These are the functions of ctc_asr.h, under their names there, which documents them. Were they not public,
// nobody would find them in the library.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation

import AudioFrontEnd
public import CRecognizer
import CTC
import Foundation
import NumericCore
import RecurrentNetwork
import SequenceLabeler

/// A `ctc_asr_recognizer`.
final class Recognizer {
  let labeler: SequenceLabeler
  /// The symbols, each with a zero behind it.
  let symbols: [UnsafePointer<CChar>]
  private let reading: Reading

  init(_ model: Model, _ options: ctc_asr_options) throws {
    reading = try Reading(options, alphabet: model.alphabet, usual: model.searchOptions)
    labeler = try SequenceLabeler(model, decoding: reading.decoding)
    symbols = model.alphabet.symbols.map(allocated)
  }

  deinit {
    for symbol in symbols { symbol.deallocate() }
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

  func align(_ text: String, contentsOf url: URL) throws -> Transcript {
    try labeler.align(text, toContentsOf: url, check: reading.check).transcript
  }

  func emissions(of clip: AudioClip) throws -> Matrix {
    try labeler.emissions(of: clip, check: reading.check).logProbabilities
  }

  func emissions(contentsOf url: URL) throws -> Matrix {
    try labeler.emissions(contentsOf: url, check: reading.check).logProbabilities
  }
}

@c @implementation
public func ctc_asr_open(
  _ model: UnsafePointer<CChar>?, _ options: UnsafePointer<ctc_asr_options>?
) -> OpaquePointer? {
  attempt {
    let options = options?.pointee ?? ctc_asr_options()
    let decoding = try options.decoding()
    try options.naming { try decoding.validate() }
    let precision = options.bf16 == 0 ? Precision.f32 : .bf16
    guard precision.isAvailable else { throw NetworkError.precisionNotAvailable(precision) }
    let model = try Model(
      named: model.map { String(cString: $0) } ?? BundledModel.commands.rawValue,
      precision: precision, vocabulary: decoding.vocabulary,
      languageModel: decoding.needsOwnLanguageModel)
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

@c @implementation
public func ctc_asr_align_file(
  _ recognizer: OpaquePointer, _ path: UnsafePointer<CChar>, _ text: UnsafePointer<CChar>
) -> UnsafeMutablePointer<ctc_asr_transcript>? {
  attempt {
    let url = URL(filePath: String(cString: path))
    return allocated([try object(recognizer).align(String(cString: text), contentsOf: url)])
  }
}

func object(_ recognizer: OpaquePointer) -> Recognizer {
  object(at: recognizer)
}

/// What files are refused for is refused in memory.
func clip(
  _ samples: UnsafePointer<Float>?, _ count: Int, _ sampleRate: Int32
) throws(AudioFileError) -> AudioClip {
  let rate = try checkedSampleRate(sampleRate)
  return AudioClip(samples: try checkedSamples(samples, count, sampleRate: rate), sampleRate: rate)
}
