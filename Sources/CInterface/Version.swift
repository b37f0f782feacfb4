// These are the functions of ctc_asr.h, under their names there, which documents them. Were they not public,
// nobody would find them in the library.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation

import CRecognizer
import SequenceLabeler

@c @implementation
public func ctc_asr_version() -> UnsafePointer<CChar> {
  UnsafeRawPointer(packageVersion.utf8Start).assumingMemoryBound(to: CChar.self)
}
