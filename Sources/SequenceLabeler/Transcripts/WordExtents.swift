/// Where words begin and end to the ear, given where a network says their symbols.
///
/// A network that was trained with CTC says a symbol at any frame from which it knows it, often in the
/// pause before a word or after it, and for a frame or two.  So the sound decides: between the last
/// symbol of a word and the first one of the next, the quietest 10 ms part them.  From there the pause
/// goes on, in both directions, for as long as the level is more than 30 dB below the loudest of the
/// word that it would cut into, or hardly above the quietest; a word keeps its first symbol's end and
/// its last symbol's start.
struct WordExtents {
  /// Frames of one level each.
  private let levels: [Float]
  /// What is fainter than the loudest of a word by so many nats of power, 30 dB, is not of the word.
  private static let range: Float = 6.9
  /// What exceeds the quietest by less is not of the word.
  private static let margin: Float = 1
  /// A pause is fainter than the word by at least so much.
  private static let leastContrast: Float = 2

  init(_ levels: SoundLevels) {
    self.levels = levels.values
  }

  /// Where the first and the last symbol of a word are said, in seconds.
  struct Symbols {
    let first, last: Range<Double>
  }

  /// The extents in seconds of words one after the other.
  func extents(of words: [Symbols]) -> [Range<Double>] {
    guard !levels.isEmpty else {
      return words.map { $0.first.lowerBound..<$0.last.upperBound }
    }
    let quietest = (0...words.count).map { self.quietest(before: $0, of: words) }
    let loudest = words.indices.map { word in
      levels[quietest[word]...max(quietest[word], quietest[word + 1])].max() ?? 0
    }
    return words.indices.map { word in
      let threshold = { (quiet: Float) -> Float in
        loudest[word] - quiet < Self.leastContrast
          ? -.infinity : max(quiet + Self.margin, loudest[word] - Self.range)
      }
      var start = word == 0 ? 0 : quietest[word]
      let latest = frame(words[word].last.lowerBound)
      let before = threshold(levels[quietest[word]])
      while start < latest, levels[start] < before { start += 1 }
      var end = word == words.count - 1 ? levels.count : quietest[word + 1]
      let earliest = max(frame(words[word].first.upperBound), start + 1)
      let after = threshold(levels[quietest[word + 1]])
      while end > earliest, levels[end - 1] < after { end -= 1 }
      return seconds(start)..<seconds(max(end, start + 1))
    }
  }

  /// The quietest frame between a word's first symbol and the last one of the word before it.
  private func quietest(before word: Int, of words: [Symbols]) -> Int {
    let earlier = word == 0 ? nil : words[word - 1]
    let later = word == words.count ? nil : words[word]
    let low = earlier.map { frame(max($0.last.lowerBound, $0.first.upperBound)) } ?? 0
    let high =
      later.map { frame(min($0.first.upperBound, $0.last.lowerBound)) } ?? levels.count - 1
    return (low...max(low, high)).min { levels[$0] < levels[$1] } ?? low
  }

  private func frame(_ seconds: Double) -> Int {
    min(max(Int((seconds * SoundLevels.rate).rounded()), 0), levels.count - 1)
  }

  private func seconds(_ frame: Int) -> Double { Double(frame) / SoundLevels.rate }
}
