import Foundation

/// Where words begin and end to the ear, given where a network says their symbols.
///
/// A network that was trained with CTC says a symbol at any frame from which it knows it, often in the
/// pause before a word or after it, and for a frame or two.  So the sound decides: between the last
/// symbol of a word and the first one of the next, the quietest 10 ms part them.  A word is what is
/// loud around its loudest place, as far as those places and no farther than ``reach`` from its
/// symbols: what is neither 30 dB below that place nor hardly above the noise beside the word.  It
/// may fall silent within, as before a plosive, and a knock in the pause is not of it.
struct WordExtents {
  /// Frames of one level each.
  private let levels: [Float]
  /// The same, of the mean power of ``smoothing`` frames: noise varies less in them.
  private let smoothed: [Float]

  private static let smoothing = 5
  /// What is fainter than the loudest of a word by so many nats of power, 30 dB, is not of the word.
  private static let range: Float = 6.9
  /// What exceeds the noise beside the word by less is not of the word.
  private static let margin: Float = 0.5
  /// The noise beside a word is exceeded by all but this share of the frames there.
  private static let noiseShare = 0.1
  /// The noise is fainter than the word by at least so much, or does not tell where it ends.
  private static let leastContrast: Float = 2
  /// Seconds that a word goes on beyond its symbols, and in which the noise beside it is heard.
  private static let reach = 0.4, surroundings = 1.0
  /// Seconds of silence at which a word ends, among its symbols and beyond them.
  private static let innerSilence = 0.3, outerSilence = 0.12

  init(_ levels: SoundLevels) {
    self.levels = levels.values
    let values = levels.values
    smoothed = values.indices.map { frame in
      let near =
        max(
          0, frame - Self.smoothing / 2)..<min(
          frame + Self.smoothing / 2 + 1, values.count)
      return log(values[near].reduce(0) { $0 + exp($1) } / Float(near.count))
    }
  }

  /// Where the first and the last symbol of a word are said, in seconds.
  struct Symbols {
    let first, last: Range<Double>
  }

  /// The extents in seconds of words one after the other.
  ///
  /// `peaks` is how many seconds behind its first symbol, and before its last one, the loudest place
  /// of what may have pauses, such as a line, lies.
  func extents(of words: [Symbols], peaksWithin peaks: Double = .infinity) -> [Range<Double>] {
    guard !levels.isEmpty else {
      return words.map { $0.first.lowerBound..<$0.last.upperBound }
    }
    let gaps = (0...words.count).map { gap(before: $0, of: words) }
    let quietest = gaps.map { gap in gap.min { levels[$0] < levels[$1] } ?? gap.lowerBound }
    return words.indices.map { index in
      let word = words[index]
      let start = frame(word.first.lowerBound)
      let end = frame(word.last.upperBound)
      let reach = frames(Self.reach)
      let lowest = max(index == 0 ? 0 : quietest[index], start - reach)
      let highest = max(
        lowest,
        min(index == words.count - 1 ? levels.count - 1 : quietest[index + 1], end + reach))
      let all = lowest...highest
      let firstPeak = loudest(in: all.clamped(to: 0...frame(word.first.upperBound + peaks)))
      let lastPeak = loudest(
        in: all.clamped(to: frame(word.last.lowerBound - peaks)...levels.count))
      let before = gaps[index].clamped(
        to: min(start - frames(Self.surroundings), gaps[index].upperBound)...levels.count)
      let after = gaps[index + 1].clamped(
        to: 0...max(end + frames(Self.surroundings), gaps[index + 1].lowerBound))
      let first = edge(
        from: firstPeak, to: lowest, beyond: frame(word.first.upperBound),
        threshold(firstPeak, before))
      let last = edge(
        from: lastPeak, to: highest, beyond: frame(word.last.lowerBound),
        threshold(lastPeak, after))
      return seconds(first)..<seconds(last + 1)
    }
  }

  /// The frames between a word's first symbol and the last one of the word before it.
  private func gap(before word: Int, of words: [Symbols]) -> ClosedRange<Int> {
    let earlier = word == 0 ? nil : words[word - 1]
    let later = word == words.count ? nil : words[word]
    let low = earlier.map { frame(max($0.last.lowerBound, $0.first.upperBound)) } ?? 0
    let high =
      later.map { frame(min($0.first.upperBound, $0.last.lowerBound)) } ?? levels.count - 1
    return low...max(low, high)
  }

  private func loudest(in frames: ClosedRange<Int>) -> Int {
    frames.max { smoothed[$0] < smoothed[$1] } ?? frames.lowerBound
  }

  /// The level below which nothing is of the word that is loudest at `peak`, with noise in `gap`.
  private func threshold(_ peak: Int, _ gap: ClosedRange<Int>) -> Float {
    let sorted = smoothed[gap].sorted()
    let noise = sorted[Int(Double(sorted.count) * Self.noiseShare)]
    guard smoothed[peak] - noise >= Self.leastContrast else { return -.infinity }
    return max(noise + Self.margin, smoothed[peak] - Self.range)
  }

  /// The last frame of a word on the way from its loudest one to `limit`; `symbol` is the one behind
  /// which the word's symbols end.
  private func edge(
    from peak: Int, to limit: Int, beyond symbol: Int, _ threshold: Float
  ) -> Int {
    let step = (limit - peak).signum()
    var edge = peak
    for frame in stride(from: peak, through: limit, by: step == 0 ? 1 : step) {
      if smoothed[frame] >= threshold { edge = frame }
      let isInside = (symbol - frame) * step > 0
      let silence = abs(frame - edge)
      if silence >= frames(isInside ? Self.innerSilence : Self.outerSilence) { break }
    }
    // The mean of several frames is loud before the first of them is.
    for _ in 0..<Self.smoothing / 2 where edge != peak && levels[edge] < threshold { edge -= step }
    return edge
  }

  private func frame(_ seconds: Double) -> Int {
    Int(min(max((seconds * SoundLevels.rate).rounded(), 0), Double(levels.count - 1)))
  }

  private func frames(_ seconds: Double) -> Int { Int(seconds * SoundLevels.rate) }

  private func seconds(_ frame: Int) -> Double { Double(frame) / SoundLevels.rate }
}
