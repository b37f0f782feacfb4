import Foundation
import LanguageModel

/// Reads a model of a million n-grams from ARPA text and scores a sentence.
func loadLanguageModel() throws -> Repetition {
  let url = FileManager.default.temporaryDirectory.appending(path: "lm-load.arpa")
  try Data(millionNGrams().utf8).write(to: url)
  let words = (0..<1000).map { "word\(hashed($0) % 50_000)" }
  return {
    guard let model = try? NGramModel(contentsOf: url) else { return .nan }
    var context = model.start
    return words.reduce(0) { sum, word in
      let (score, next) = model.score(model.index(of: word), after: context)
      context = next
      return sum + Double(score) / log(10)
    }
  }
}

/// ARPA text of 50,000 words, 400,000 pairs and 550,000 triples, as peers.py writes it.
private func millionNGrams() -> String {
  func value(_ index: Int) -> String { String(format: "-%.5f", Double(hashed(index) >> 43) / 1e6) }
  func following(_ word: Int, _ choice: Int) -> Int { (7 * word + 6151 * choice + 1) % 50_000 }
  var text = "\\data\\\nngram 1=50003\nngram 2=400000\nngram 3=550000\n\n\\1-grams:\n"
  text += "-5\t<unk>\t0\n-99\t<s>\t-0.5\n-1.5\t</s>\t0\n"
  for word in 0..<50_000 { text += "\(value(word))\tword\(word)\t\(value(word + 1))\n" }
  text += "\n\\2-grams:\n"
  for pair in 0..<400_000 {
    let (first, second) = (pair / 8, following(pair / 8, pair % 8))
    text += "\(value(pair))\tword\(first) word\(second)\t\(value(pair + 1))\n"
  }
  text += "\n\\3-grams:\n"
  for triple in 0..<550_000 {
    let (first, second) = (triple / 2 / 8, following(triple / 2 / 8, triple / 2 % 8))
    let third = following(second, triple % 2)
    text += "\(value(triple))\tword\(first) word\(second) word\(third)\n"
  }
  return text + "\n\\end\\\n"
}
