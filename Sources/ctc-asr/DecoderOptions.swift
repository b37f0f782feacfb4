import ArgumentParser
import CTC
import Foundation
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
    let text: String
    do {
      text = try String(contentsOf: URL(filePath: lexicon), encoding: .utf8)
    } catch {
      throw Failure("cannot read the lexicon \(lexicon): \(error.localizedDescription)")
    }
    do {
      let words = try Lexicon(
        lines: text.components(separatedBy: .newlines), alphabet: alphabet)
      return .beam(size: beam ?? 32, lexicon: words)
    } catch {
      throw Failure("\(lexicon): \(error)")
    }
  }
}
