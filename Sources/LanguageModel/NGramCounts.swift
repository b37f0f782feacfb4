/// The different n-grams of a text, of all lengths up to an order, and how often they count.
///
/// All places of the text are sorted by the words that end there, read backwards.  Then the places
/// where an n-gram ends stand side by side, within those of the n-gram without its first word.
struct NGramCounts {
  /// The n-grams of one length.
  struct Level {
    /// The number of times that an n-gram occurs, if it is of the highest order or begins a
    /// sentence; otherwise the number of different words before it.
    var counts: [UInt32] = []
    /// A place where the n-gram ends.
    var places: [Int32] = []
    /// The n-gram without its first word, among those shorter by one.
    var endings: [Int32] = []
    /// The n-gram that ends at each place of the text, -1 where none of this length does.
    var atPlace: [Int32]
  }

  /// The n-grams of lengths 1, 2, …; those of length 1 are in the order of the words' numbers.
  private(set) var levels: [Level]

  /// Counts the n-grams of `tokens`, sentences between `<s>` and `</s>`.
  init(tokens: [Int32], wordCount: Int, order: Int) {
    let unigrams = Level(
      counts: .init(repeating: 0, count: wordCount), places: .init(repeating: -1, count: wordCount),
      endings: .init(repeating: -1, count: wordCount), atPlace: tokens)
    levels = [unigrams]
    for _ in 1..<order { levels.append(Level(atPlace: .init(repeating: -1, count: tokens.count))) }
    // The n-grams of each length at the place before.
    var current = [Int32](repeating: -1, count: order)
    var previous: Int?
    for place in Self.sortedPlaces(of: tokens, order: order) {
      let common = previous.map { Self.commonLength($0, place, in: tokens, limit: order) } ?? 0
      var length = 1
      while true {
        if length > common {
          let isFirst = length == 1
          current[length - 1] = isFirst ? tokens[place] : Int32(levels[length - 1].counts.count)
          if isFirst {
            levels[0].places[Int(tokens[place])] = Int32(place)
          } else {
            levels[length - 1].counts.append(0)
            levels[length - 1].places.append(Int32(place))
            levels[length - 1].endings.append(current[length - 2])
            levels[length - 2].counts[Int(current[length - 2])] += 1
          }
        }
        levels[length - 1].atPlace[place] = current[length - 1]
        if length == order || tokens[place - length + 1] == NGramEstimator.begin { break }
        length += 1
      }
      levels[length - 1].counts[Int(current[length - 1])] += 1
      previous = place
    }
  }

  /// The places of all tokens but `<s>`, sorted by the token there, then the one before, and so on
  /// back to the beginning of the sentence.
  private static func sortedPlaces(of tokens: [Int32], order: Int) -> [Int] {
    var places = tokens.indices.filter { tokens[$0] != NGramEstimator.begin }
    tokens.withUnsafeBufferPointer { tokens in
      places.sort { a, b in
        for back in 0..<order {
          let (left, right) = (tokens[a - back], tokens[b - back])
          if left != right { return left < right }
          if left == NGramEstimator.begin { return false }
        }
        return false
      }
    }
    return places
  }

  /// The length of the longest n-gram that ends at both places.
  private static func commonLength(_ a: Int, _ b: Int, in tokens: [Int32], limit: Int) -> Int {
    var length = 0
    while length < limit, tokens[a - length] == tokens[b - length] {
      length += 1
      if tokens[a - length + 1] == NGramEstimator.begin { break }
    }
    return length
  }
}
