public import CTC
import Foundation

/// How well a model predicts a text: the lower, the better.
public struct Perplexity: Sendable, Equatable {
  /// The number of words and ends of sentences.
  public private(set) var wordCount = 0
  /// The number of words that the model does not know.
  public private(set) var unknownWordCount = 0
  /// ln p of all words and ends of sentences.
  public private(set) var logProbability = 0.0
  /// ln p of the words that the model does not know.
  public private(set) var logProbabilityOfUnknown = 0.0

  /// The perplexity of no text.
  public init() {}

  /// The perplexity, exp(-ln p / wordCount); NaN of no text.
  public var includingUnknown: Double { exp(-logProbability / Double(wordCount)) }

  /// The perplexity of the words that the model knows.
  public var excludingUnknown: Double {
    exp(-(logProbability - logProbabilityOfUnknown) / Double(wordCount - unknownWordCount))
  }

  /// Adds a sentence, a text in which white space parts the words.
  public mutating func append(_ sentence: some StringProtocol, by model: some WordScorer) {
    var context = model.start
    for word in LanguageModel.words(in: sentence) {
      let index = model.index(of: String(Substring(word)))
      let (score, next) = model.score(index, after: context)
      logProbability += Double(score)
      if index == nil {
        logProbabilityOfUnknown += Double(score)
        unknownWordCount += 1
      }
      wordCount += 1
      context = next
    }
    logProbability += Double(model.endScore(after: context))
    wordCount += 1
  }
}
