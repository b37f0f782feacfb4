import CRecognizer
import CTC
import SequenceLabeler

/// How a program wants log-probabilities read, and whether it wants to go on.
struct Reading {
  let decoding: SequenceLabeler.Decoding
  let transcriptCount: Int
  private let cancel: (@convention(c) (UnsafeMutableRawPointer?) -> Int32)?
  private let context: UnsafeMutableRawPointer?

  /// Reading output over `alphabet`, in its usual way but for what `options` ask.
  init(
    _ options: ctc_asr_options, alphabet: Alphabet,
    usual: BeamSearchOptions = BeamSearchOptions()
  ) throws {
    transcriptCount = try options.transcriptCount()
    decoding = try options.naming {
      try options.decoding().decoding(alphabet: alphabet, usual: usual)
    }
    (cancel, context) = (options.cancel, options.cancel_context)
  }

  /// Asks the program whether it goes on.
  func check() throws(Cancelled) {
    if let cancel, cancel(context) != 0 { throw Cancelled() }
  }
}

/// The program has ended what it began.
struct Cancelled: Error, CustomStringConvertible {
  let description = "cancelled"
}
