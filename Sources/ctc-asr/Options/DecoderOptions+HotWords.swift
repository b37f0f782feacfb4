import CTC
import Foundation
import Interchange

extension DecoderOptions {
  /// Whether there are words to prefer.
  var prefersWords: Bool { !hotWords.isEmpty || hotwordFile != nil }

  /// The words to prefer, all of which `alphabet` can write; tells of boosts that are too great.
  func preferredWords(in alphabet: Alphabet) throws -> [HotWordArgument] {
    let words =
      hotWords.map { (word: $0, source: "--hotword \($0.word)") } + (try hotWordsInFile())
    for (word, source) in words {
      do {
        let labels = try alphabet.labels(of: alphabet.writable(word.word))
        tellGreatBoost(of: word, symbols: labels.count, source)
      } catch {
        throw Failure("\(source): \(error)")
      }
    }
    return words.map(\.word)
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

  /// Tells of a hot word that gains about as much by each of its symbols as one that nobody says costs.
  private func tellGreatBoost(of hotWord: HotWordArgument, symbols: Int, _ source: String) {
    let most = 4 * symbols
    guard hotWord.boost > Float(most), symbols > 0 else { return }
    notice(
      "\(source): a boost above \(most), 4 nats a symbol, often writes it where nobody says it, or "
        + "repeats it")
  }
}
