// These are the functions of ctc_asr.h, under their names there, which documents them. Were they not public,
// nobody would find them in the library.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation

import CRecognizer
import NumericCore

@c @implementation
public func ctc_asr_set_thread_count(_ count: Int32) -> Int32 {
  attempt {
    guard count >= 0 else {
      throw OptionError(description: "the number of threads is \(count); it must be at least 0")
    }
    Parallelism.threadCount =
      count == 0 ? availableProcessorCount : Int(count)
    return 0
  } ?? -1
}
