import ArgumentParser
import CTC

/// A word to prefer, `WORD` or `WORD:BOOST`.
struct HotWordArgument: ExpressibleByArgument {
  /// What a hot word adds to the score, in nats, if nothing is said.
  static let usualBoost: Float = 5

  let word: String
  let boost: Float

  init?(argument: String) {
    let colon = argument.lastIndex(of: ":")
    word = String(argument[..<(colon ?? argument.endIndex)])
    let boost = colon.map { Float(argument[argument.index(after: $0)...]) } ?? Self.usualBoost
    guard let boost, abs(boost) <= HotWords.greatestBoost,
      word.contains(where: { !$0.isWhitespace })
    else { return nil }
    self.boost = boost
  }
}
