import ArgumentParser
import CTC
import Foundation
import Interchange
import SequenceLabeler

/// How the network's output is read.
struct DecoderOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Hypotheses that a prefix beam search keeps; without it the best symbol of each frame counts.",
      valueName: "size"))
  var beam: Int?

  @Option(
    help: ArgumentHelp(
      "A file of words, one a line; nothing else is ever recognized. Implies --beam 32.",
      valueName: "file"))
  var lexicon: String?

  func validate() throws {
    if let beam, beam < 1 { throw ValidationError("--beam must be at least 1") }
  }

  func decoding(_ alphabet: Alphabet) throws -> SequenceLabeler.Decoding {
    guard let lexicon else { return beam.map { .beam(size: $0, lexicon: nil) } ?? .greedy }
    let lines = try textFile(at: URL(filePath: lexicon))
      .split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
    guard lines.contains(where: { !normalizedText($0).isEmpty }) else {
      throw Failure("\(lexicon): the lexicon has no word; write one a line")
    }
    do {
      return .beam(size: beam ?? 32, lexicon: try Lexicon(lines: lines, alphabet: alphabet))
    } catch {
      throw Failure("\(lexicon): \(error)")
    }
  }
}
