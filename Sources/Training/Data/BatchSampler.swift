import NumericCore

/// In which order batches come in the first epoch; later their order is random.
public enum FirstEpochOrder: String, Sendable, Codable, CaseIterable {
  /// At random.
  case random
  /// Short utterances first: a curriculum (Amodei et al., ICML 2016, section 3.2).
  case shortFirst
  /// The batch with the most frames, before they are varied, first, so that memory that does not
  /// suffice is known soon; then at random.
  case largestFirst
}

/// Puts utterances of similar length together in batches, anew for each epoch.
struct BatchSampler: Sendable {
  /// The length of each utterance in frames.
  let lengths: [Int]
  let maximumFrames: Int
  let maximumUtterances: Int
  let seed: UInt64
  var firstEpoch = FirstEpochOrder.random

  /// The batches of epoch `epoch`, as indices of utterances.
  ///
  /// Lengths are blurred by up to 10 % before sorting, so that batches differ between epochs; the
  /// order of the batches is random, but for the first epoch's if that is to be another one.
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
    if epoch == 0, firstEpoch == .shortFirst { return batches }
    batches.shuffle(using: &generator)
    if epoch == 0, firstEpoch == .largestFirst,
      let largest = batches.indices.max(by: {
        self.frames(of: batches[$0]) < self.frames(of: batches[$1])
      })
    {
      batches.insert(batches.remove(at: largest), at: 0)
    }
    return batches
  }

  /// The frames of a batch.
  func frames(of batch: [Int]) -> Int { batch.reduce(0) { $0 + lengths[$1] } }
}

/// Where the batches of a training come from, one after the other.
final class BatchPlan: @unchecked Sendable {
  private let sampler: BatchSampler
  private var epoch: Int
  private var position: Int
  private var batches: [[Int]]

  /// Begins with batch `batch` of epoch `epoch`.
  init(_ sampler: BatchSampler, epoch: Int, batch: Int) {
    self.sampler = sampler
    self.epoch = epoch
    position = batch
    batches = sampler.batches(epoch: epoch)
  }

  /// The next batch, of which there is no end; for one caller at a time.
  func next() -> (epoch: Int, batch: [Int])? {
    guard !sampler.lengths.isEmpty else { return nil }
    while position >= batches.count {
      epoch += 1
      position = 0
      batches = sampler.batches(epoch: epoch)
    }
    defer { position += 1 }
    return (epoch, batches[position])
  }
}
