import CTC
import Foundation
import Interchange

extension DecoderOptions {
  /// The words to prefer, each with where it stands.
  func preferredWords() throws -> [(word: HotWordArgument, source: String)] {
    hotWords.map { ($0, "--hotword \($0.word)") } + (try hotWordsInFile())
  }

  /// Says where the word stands that cannot be preferred.
  func failure(
    _ error: HotWordsError, of words: [(word: HotWordArgument, source: String)]
  ) -> any Error {
    guard case .unwritable(let wrong, let reason) = error,
      let source = words.first(where: { $0.word.word == wrong })?.source
    else { return error }
    return Failure("\(source): \(reason)")
  }

  private func hotWordsInFile() throws -> [(word: HotWordArgument, source: String)] {
    guard let hotwordFile else { return [] }
    let words = try textLines(at: URL(filePath: hotwordFile)).enumerated()
      .filter { $0.element.contains { !$0.isWhitespace } }
      .map { index, line in
        let source = "\(hotwordFile):\(index + 1)"
        guard let word = HotWordArgument(argument: line) else {
          throw Failure(
            "\(source): “\(line)” is no word, alone or with : and a boost from -100 to 100")
        }
        return (word, "\(source): \(word.word)")
      }
    guard !words.isEmpty else { throw Failure("\(hotwordFile): no word; write one a line") }
    return words
  }

  /// Tells of hot words that gain about as much by each of their symbols as one that nobody says costs.
  func tellGreatBoosts(
    of words: [(word: HotWordArgument, source: String)], alphabet: Alphabet
  ) {
    for (word, source) in words {
      let labels = try? alphabet.labels(of: alphabet.writable(word.word))
      guard let most = labels.map({ 4 * $0.count }), most > 0, word.boost > Float(most) else {
        continue
      }
      notice(
        "\(source): a boost above \(most), 4 nats a symbol, often writes it where nobody says it, or "
          + "repeats it")
    }
  }
}
