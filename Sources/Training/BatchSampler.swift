import NumericCore

/// Puts utterances of similar length together in batches, anew for each epoch.
struct BatchSampler: Sendable {
  /// The length of each utterance in frames.
  let lengths: [Int]
  let maximumFrames: Int
  let maximumUtterances: Int
  let seed: UInt64

  /// The batches of epoch `epoch`, as indices of utterances.
  ///
  /// Lengths are blurred by up to 10 % before sorting, so that batches differ between epochs; the
  /// order of the batches is random.
  func batches(epoch: Int) -> [[Int]] {
    var generator = SeededGenerator(seed: seed, stream: UInt64(epoch))
    let keys = lengths.map { Float($0) * generator.uniform(in: 0.9...1.1) }
    let order = lengths.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }
    var batches: [[Int]] = []
    var frames = 0
    for index in order {
      if let last = batches.indices.last, frames + lengths[index] <= maximumFrames,
        batches[last].count < maximumUtterances
      {
        batches[last].append(index)
        frames += lengths[index]
      } else {
        batches.append([index])
        frames = lengths[index]
      }
    }
    return batches.shuffled(using: &generator)
  }
}
