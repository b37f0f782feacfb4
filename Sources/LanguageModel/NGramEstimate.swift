import Foundation

/// A model as it was estimated from text: every n-gram with its logarithms to base 10.
public struct NGramEstimate: Sendable {
  /// The n-grams of one length.
  struct Level: Sendable {
    var log10Probabilities: [Float] = []
    var log10Backoffs: [Float] = []
    /// A place of the text where the n-gram ends; unused for single words.
    var places: [Int32]
  }

  /// What was taken from the counts, words first.
  public let discounts: [Discounts]
  let levels: [Level]
  let words: WordTable
  let tokens: [Int32]

  /// The length of the longest n-grams.
  public var order: Int { levels.count }
  /// How many n-grams of each length there are, words first.
  public var counts: [Int] { levels.map(\.log10Probabilities.count) }

  /// The numbers of the words of an n-gram.
  func words(of gram: Int, length: Int) -> ArraySlice<Int32> {
    guard length > 1 else { return [Int32(gram)] }
    let end = Int(levels[length - 1].places[gram])
    return tokens[end - length + 1...end]
  }

  /// Smooths counts.
  init(
    _ counts: NGramCounts, words: WordTable, tokens: [Int32], fallbackDiscounts: Discounts?
  ) throws(NGramEstimationError) {
    self.words = words
    self.tokens = tokens
    var discounts: [Discounts] = []
    var levels: [Level] = []
    // Everything but <s> can be predicted.
    var shorter = [1 / Double(words.count - 1)]
    for (index, level) in counts.levels.enumerated() {
      do {
        discounts.append(try Discounts(of: level.counts, order: index + 1))
      } catch {
        guard let fallbackDiscounts else { throw error }
        discounts.append(fallbackDiscounts)
      }
      let contexts = index == 0 ? nil : counts.levels[index - 1]
      let smoothed = Smoothing(
        level, after: contexts, shorter: shorter, discounts: discounts[index])
      if index > 0 {
        levels[index - 1].log10Backoffs = smoothed.contextWeights.map(Self.finiteLog10)
      }
      shorter = smoothed.probabilities
      levels.append(
        Level(
          log10Probabilities: shorter.map { min(0, Self.finiteLog10($0)) }, places: level.places))
    }
    self.discounts = discounts
    self.levels = levels
  }

  /// The logarithm to base 10; of zero, which a discount of 0 may leave for what was not seen, -99: ARPA
  /// knows no infinity, and SRILM writes so.
  private static func finiteLog10(_ value: Double) -> Float { Float(max(-99, log10(value))) }
}

/// The probabilities of n-grams of one length from those of the length below.
private struct Smoothing {
  /// p(last word | the words before) of every n-gram.
  var probabilities: [Double]
  /// γ of every n-gram that is shorter by one; 1 after which nothing comes.
  var contextWeights: [Double]

  init(
    _ level: NGramCounts.Level, after contexts: NGramCounts.Level?, shorter: [Double],
    discounts: Discounts
  ) {
    let contextCount = contexts?.counts.count ?? 1
    func context(of gram: Int) -> Int {
      contexts.map { Int($0.atPlace[Int(level.places[gram]) - 1]) } ?? 0
    }
    var totals = [Double](repeating: 0, count: contextCount)
    var taken = totals
    for gram in level.counts.indices {
      let context = context(of: gram)
      totals[context] += Double(level.counts[gram])
      taken[context] += discounts.amount(of: level.counts[gram])
    }
    contextWeights = zip(taken, totals).map { $1 > 0 ? $0 / $1 : 1 }
    probabilities = level.counts.indices.map { gram in
      let context = context(of: gram)
      let count = level.counts[gram]
      let lower = contexts == nil ? shorter[0] : shorter[Int(level.endings[gram])]
      return (Double(count) - discounts.amount(of: count)) / totals[context]
        + taken[context] / totals[context] * lower
    }
    // As in lmplz: <s> is certain where it stands, and so costs nothing.
    if contexts == nil { probabilities[Int(NGramEstimator.begin)] = 1 }
  }
}
