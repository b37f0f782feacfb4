// These are the functions of ctc_asr.h, under their names there, which documents them. Were they not public,
// nobody would find them in the library.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation

public import CRecognizer
import CTC
import Foundation
import SequenceLabeler

@c @implementation
public func ctc_asr_emissions(
  _ recognizer: OpaquePointer, _ samples: UnsafePointer<Float>?, _ count: Int, _ sampleRate: Int32
) -> UnsafeMutablePointer<ctc_asr_features>? {
  attempt {
    allocated(try object(recognizer).emissions(of: try clip(samples, count, sampleRate)))
  }
}

@c @implementation
public func ctc_asr_emissions_file(
  _ recognizer: OpaquePointer, _ path: UnsafePointer<CChar>
) -> UnsafeMutablePointer<ctc_asr_features>? {
  attempt {
    let url = URL(filePath: String(cString: path))
    return allocated(try object(recognizer).emissions(contentsOf: url))
  }
}

@c @implementation
public func ctc_asr_frame_shift(_ recognizer: OpaquePointer) -> Double {
  object(recognizer).labeler.model.secondsPerFrame
}

@c @implementation
public func ctc_asr_symbol_count(_ recognizer: OpaquePointer) -> Int {
  object(recognizer).symbols.count
}

@c @implementation
public func ctc_asr_symbol(
  _ recognizer: OpaquePointer, _ number: Int
) -> UnsafePointer<CChar>? {
  let symbols = object(recognizer).symbols
  return symbols.indices.contains(number) ? symbols[number] : nil
}

@c @implementation
public func ctc_asr_null_symbol(_ recognizer: OpaquePointer) -> Int {
  object(recognizer).labeler.model.alphabet.null
}
