// These are the functions of ctc_asr.h, under their names there.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

import AudioFrontEnd
import CRecognizer
import Foundation
import SequenceLabeler

/// A `ctc_asr_recognizer`.
final class Recognizer: Sendable {
  let labeler: SequenceLabeler

  init(_ labeler: SequenceLabeler) {
    self.labeler = labeler
  }
}

@c @implementation
func ctc_asr_open(
  _ model: UnsafePointer<CChar>?, _ options: UnsafePointer<ctc_asr_options>?
) -> OpaquePointer? {
  attempt {
    let options = options?.pointee ?? ctc_asr_options()
    let model = try Model(
      named: model.map { String(cString: $0) } ?? BundledModel.commands.rawValue,
      vocabulary: options.vocabulary, languageModel: options.language_model == nil)
    return opaque(Recognizer(SequenceLabeler(model, decoding: try options.decoding(of: model))))
  }
}

@c @implementation
func ctc_asr_close(_ recognizer: OpaquePointer?) {
  release(recognizer, as: Recognizer.self)
}

@c @implementation
func ctc_asr_sample_rate(_ recognizer: OpaquePointer) -> Int32 {
  Int32(labeler(recognizer).model.sampleRate)
}

@c @implementation
func ctc_asr_transcribe_file(
  _ recognizer: OpaquePointer, _ path: UnsafePointer<CChar>
) -> UnsafeMutablePointer<ctc_asr_transcript>? {
  attempt {
    let url = URL(filePath: String(cString: path))
    return allocated(try labeler(recognizer).transcribe(contentsOf: url))
  }
}

@c @implementation
func ctc_asr_transcribe(
  _ recognizer: OpaquePointer, _ samples: UnsafePointer<Float>?, _ count: Int, _ sampleRate: Int32
) -> UnsafeMutablePointer<ctc_asr_transcript>? {
  attempt {
    let clip = try clip(samples, count, sampleRate)
    return allocated(labeler(recognizer).transcribe(clip))
  }
}

@c @implementation
func ctc_asr_align(
  _ recognizer: OpaquePointer, _ samples: UnsafePointer<Float>?, _ count: Int, _ sampleRate: Int32,
  _ text: UnsafePointer<CChar>
) -> UnsafeMutablePointer<ctc_asr_transcript>? {
  attempt {
    let clip = try clip(samples, count, sampleRate)
    return allocated(try labeler(recognizer).align(String(cString: text), to: clip).transcript)
  }
}

func labeler(_ recognizer: OpaquePointer) -> SequenceLabeler {
  (object(at: recognizer) as Recognizer).labeler
}

/// What files are refused for is refused in memory.
private func clip(
  _ samples: UnsafePointer<Float>?, _ count: Int, _ sampleRate: Int32
) throws(AudioFileError) -> AudioClip {
  let rate = try checkedSampleRate(sampleRate)
  return AudioClip(samples: try checkedSamples(samples, count, sampleRate: rate), sampleRate: rate)
}
