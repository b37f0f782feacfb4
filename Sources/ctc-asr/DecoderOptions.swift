import ArgumentParser
import CTC
import Foundation
import SequenceLabeler

/// How the network's output is read.
struct DecoderOptions: ParsableArguments {
  @Flag(help: "Take the best symbol of each frame, whatever words come out.")
  var greedy = false

  @Option(
    help: ArgumentHelp(
      "Hypotheses that a prefix beam search keeps; by default 32 with a list of words, else --greedy.",
      valueName: "size"))
  var beam: Int?

  @Option(
    help: ArgumentHelp(
      "A file of words, one a line; nothing else is recognized. By default the model's list, if any.",
      valueName: "file"))
  var lexicon: String?

  func validate() throws {
    if let beam, beam < 1 { throw ValidationError("--beam must be at least 1") }
    if greedy && (beam != nil || lexicon != nil) {
      throw ValidationError("--greedy does not go with --beam or --lexicon")
    }
  }

  /// The labeler of a model that reads its output so.
  func labeler(_ model: Model) throws -> SequenceLabeler {
    if greedy { return SequenceLabeler(model, decoding: .greedy) }
    let words =
      try lexicon.map { try Lexicon(contentsOf: URL(filePath: $0), alphabet: model.alphabet) }
      ?? model.lexicon
    if beam == nil && words == nil { return SequenceLabeler(model, decoding: .greedy) }
    return SequenceLabeler(model, decoding: .beam(size: beam ?? 32, lexicon: words))
  }
}
