@testable import CTC

/// A bigram model over a few words whose probabilities are made up, but sum to one.
///
/// A context is the number of the last word and one, 0 at the start, or the unknown word's.
struct ToyLanguageModel: WordScorer {
  let words: [String]

  var start: Int { 0 }
  func index(of word: String) -> Int? { words.firstIndex(of: word) }

  func score(_ word: Int?, after context: Int) -> (score: Float, context: Int) {
    let word = word ?? words.count
    return (naturalLogarithm(of: word, after: context), word + 1)
  }

  func endScore(after context: Int) -> Float {
    naturalLogarithm(of: words.count + 1, after: context)
  }

  /// ln of weights that repeat themselves, over their sum.
  private func naturalLogarithm(of event: Int, after context: Int) -> Float {
    func weight(_ event: Int) -> Double { Double((7 * event + 5 * context) % 11 + 1) }
    let sum = (0...words.count + 1).reduce(0) { $0 + weight($1) }
    return Float(CTC.naturalLogarithm(weight(event) / sum))
  }

  /// ln p of all the words and the end of the sentence.
  func score(of sentence: [String]) -> Double {
    var sum = 0.0
    var context = start
    for word in sentence {
      let (score, next) = score(index(of: word), after: context)
      sum += Double(score)
      context = next
    }
    return sum + Double(endScore(after: context))
  }
}
