import ArgumentParser
import CTC

/// A word to prefer, `WORD` or `WORD:BOOST`.
struct HotWordArgument: ExpressibleByArgument {
  /// What a hot word adds to the score, in nats, if nothing is said.
  static let usualBoost: Float = 5

  let word: String
  let boost: Float

  init?(argument: String) {
    guard let colon = argument.lastIndex(of: ":") else {
      word = argument
      boost = Self.usualBoost
      return
    }
    guard let boost = Float(argument[argument.index(after: colon)...]),
      abs(boost) <= HotWords.greatestBoost
    else { return nil }
    word = String(argument[..<colon])
    self.boost = boost
  }
}
