// These are the functions of ctc_asr.h, under their names there, which documents them. Were they not public,
// nobody would find them in the library.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation

public import CRecognizer
import CTC
import Foundation
import NumericCore
import SequenceLabeler

/// A `ctc_asr_decoder`.
final class Decoder {
  let alphabet: Alphabet
  let secondsPerFrame: Double
  let reading: Reading

  init(_ alphabet: Alphabet, secondsPerFrame: Double, _ options: ctc_asr_options) throws {
    guard secondsPerFrame > 0, secondsPerFrame <= 10 else {
      throw OptionError(
        description: "frame_shift is \(secondsPerFrame); it must be above 0 and at most 10 seconds")
    }
    self.alphabet = alphabet
    self.secondsPerFrame = secondsPerFrame
    reading = try Reading(options, alphabet: alphabet)
  }

  func transcripts(of frames: Matrix) throws -> [Transcript] {
    try emissions(frames).transcripts(
      reading.decoding, count: reading.transcriptCount, check: reading.check)
  }

  func align(_ text: String, to frames: Matrix) throws -> Transcript {
    try emissions(frames).alignment(
      of: text, lexicon: reading.decoding.dictionary, check: reading.check
    ).get().transcript
  }

  /// Frames row by row, each of as many numbers as there are symbols.
  func matrix(_ frames: UnsafePointer<Float>?, _ count: Int) -> Matrix {
    let elements = UnsafeBufferPointer(
      start: frames, count: frames == nil ? 0 : count * alphabet.count)
    return Matrix(
      rows: elements.count / alphabet.count, columns: alphabet.count, elements: Array(elements))
  }

  private func emissions(_ frames: Matrix) throws(EmissionsError) -> Emissions {
    try Emissions(
      checking: frames, named: "the utterance", alphabet: alphabet,
      secondsPerFrame: secondsPerFrame)
  }
}

@c @implementation
public func ctc_asr_decoder_open(
  _ symbols: UnsafePointer<UnsafePointer<CChar>?>?, _ count: Int, _ null: Int,
  _ secondsPerFrame: Double, _ options: UnsafePointer<ctc_asr_options>?
) -> OpaquePointer? {
  attempt {
    opaque(
      try Decoder(
        Alphabet(symbols: texts(symbols, count), null: null), secondsPerFrame: secondsPerFrame,
        options?.pointee ?? ctc_asr_options()))
  }
}

@c @implementation
public func ctc_asr_decoder_open_file(
  _ tokens: UnsafePointer<CChar>, _ null: UnsafePointer<CChar>?, _ secondsPerFrame: Double,
  _ options: UnsafePointer<ctc_asr_options>?
) -> OpaquePointer? {
  attempt {
    let alphabet = try Alphabet(
      contentsOf: URL(filePath: String(cString: tokens)), null: null.map { String(cString: $0) })
    return opaque(
      try Decoder(
        alphabet, secondsPerFrame: secondsPerFrame, options?.pointee ?? ctc_asr_options()))
  }
}

@c @implementation
public func ctc_asr_decoder_symbol_count(_ decoder: OpaquePointer) -> Int {
  (object(at: decoder) as Decoder).alphabet.count
}

@c @implementation
public func ctc_asr_decoder_close(_ decoder: OpaquePointer?) {
  release(decoder, as: Decoder.self)
}

@c @implementation
public func ctc_asr_decoder_transcribe(
  _ decoder: OpaquePointer, _ logProbabilities: UnsafePointer<Float>?, _ frameCount: Int
) -> UnsafeMutablePointer<ctc_asr_transcript>? {
  attempt {
    let decoder: Decoder = object(at: decoder)
    return allocated(try decoder.transcripts(of: decoder.matrix(logProbabilities, frameCount)))
  }
}

@c @implementation
public func ctc_asr_decoder_align(
  _ decoder: OpaquePointer, _ logProbabilities: UnsafePointer<Float>?, _ frameCount: Int,
  _ text: UnsafePointer<CChar>
) -> UnsafeMutablePointer<ctc_asr_transcript>? {
  attempt {
    let decoder: Decoder = object(at: decoder)
    let frames = decoder.matrix(logProbabilities, frameCount)
    return allocated([try decoder.align(String(cString: text), to: frames)])
  }
}
