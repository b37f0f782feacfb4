import CTC
import Foundation
import LanguageModel

/// The prefix beam search over the words of a lexicon, with a language model, on one thread.
func decodeWithLanguageModel() throws -> Repetition {
  let frames = 1000
  let alphabet = try Alphabet(
    symbols: [Alphabet.nullName, "|"] + (0..<26).map { String(UnicodeScalar(UInt8(97 + $0))) },
    null: 0)
  let words = spelledWords()
  let options = BeamSearchOptions(
    beamSize: 100, lexicon: try Lexicon(lines: words, alphabet: alphabet),
    languageModel: try NGramModel(Data(wordPairs(words).utf8)), languageWeight: 1, wordBonus: 1)
  let decoder = BeamSearchDecoder(alphabet: alphabet, options: options)
  let emissions = spokenLogits(words, frames: frames, alphabet: alphabet).logSoftmax()
  return {
    let labels = decoder.decoded(emissions).labels
    return Double(alphabet.text(of: labels).split(separator: " ").count)
  }
}

/// 5000 words of 2 to 6 letters, as peers.py makes them.
private func spelledWords() -> [String] {
  var words: [String] = []
  var known: Set<String> = []
  var index = 0
  while words.count < 5000 {
    let length = 2 + Int(hashed(index) % 5)
    let word = String(
      (0..<length).map { letter in
        Character(UnicodeScalar(UInt8(97 + hashed(1_000_000 + 8 * index + letter) % 26)))
      })
    if known.insert(word).inserted { words.append(word) }
    index += 1
  }
  return words
}

/// ARPA text of the words and eight pairs for each.
private func wordPairs(_ words: [String]) -> String {
  func value(_ index: Int) -> String { String(format: "-%.5f", Double(hashed(index) >> 43) / 1e6) }
  let count = words.count
  var text = "\\data\\\nngram 1=\(count + 3)\nngram 2=\(8 * count)\n\n\\1-grams:\n"
  text += "-5\t<unk>\t0\n-99\t<s>\t-0.5\n-1.5\t</s>\t0\n"
  for index in 0..<count { text += "\(value(index))\t\(words[index])\t\(value(index + 1))\n" }
  text += "\n\\2-grams:\n"
  for pair in 0..<8 * count {
    let next = (7 * (pair / 8) + 6151 * (pair % 8) + 1) % count
    text += "\(value(pair))\t\(words[pair / 8]) \(words[next])\n"
  }
  return text + "\n\\end\\\n"
}

/// Words after each other, a symbol every three frames, one frame long, sometimes clear and sometimes
/// not.
private func spokenLogits(_ words: [String], frames: Int, alphabet: Alphabet) -> Matrix {
  let symbols = alphabet.count
  var logits = Matrix(
    rows: frames, columns: symbols, elements: (0..<frames * symbols).map { 6 * noise($0) })
  var said: [Int] = []
  var word = 0
  while said.count < frames / 3 + 1 {
    said += words[Int(hashed(word) % 5000)].utf8.map { Int($0) - 97 + 2 } + [1]
    word += 1
  }
  for t in 0..<frames {
    logits[t, t % 3 == 0 ? said[t / 3] : 0] += 8 + 8 * noise(frames * symbols + t)
  }
  return logits
}
