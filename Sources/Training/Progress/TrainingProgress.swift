/// Where a training stands: with it, training goes on as if it had never stopped.
///
/// Order of the data, dropout and augmentation are decided by the seed, the epoch and the step
/// alone, so that no generator's state is needed.
struct TrainingProgress: Codable, Equatable {
  /// Epochs that are finished.
  var epoch = 0
  /// Batches of the epoch under way that were learned from.
  var batch = 0
  /// What that epoch has added up to so far.
  var sums = EpochSums()
  /// Steps taken.
  var steps = 0
  /// The lowest word error rate on the development set.
  var bestWordErrorRate: Double?
  /// The character error rate that came with it.
  var bestCharacterErrorRate: Double?
  /// Evaluations since the best one but of those that write nothing, and all since the last time that the
  /// learning rate fell for want of a better one.
  var evaluationsSinceBest = 0, evaluationsSinceFall = 0
  /// What falls of the learning rate for want of a better evaluation have left of it.
  var rateFactor: Float = 1
  /// The lowest mean loss and gradient of an epoch in which something was learned.
  var lowestLoss, lowestGradientNorm: Double?
  /// The first epoch that showed that the learning rate is too high.
  var firstUnstableEpoch: Int?
  /// The epochs whose models are kept for an average, the best first.
  var kept: [KeptEpoch] = []
  /// A digest of configuration, alphabet and data, which must not change in between.
  var fingerprint: String

  /// Compares an epoch with the lowest loss and gradient so far.
  mutating func noteLowest(of sums: EpochSums) {
    // Where no utterance fits its sound, nothing is learned, and both are zero.
    guard sums.counted > 0 && sums.steps > 0 else { return }
    lowestLoss = min(sums.meanLoss, lowestLoss ?? .infinity)
    lowestGradientNorm = min(sums.meanGradientNorm, lowestGradientNorm ?? .infinity)
  }
}

/// An epoch whose model may become part of an average.
struct KeptEpoch: Codable, Equatable {
  var epoch: Int
  var wordErrorRate, characterErrorRate: Double
}

/// What the steps of an epoch add up to.
struct EpochSums: Codable, Equatable {
  /// The losses of `counted` utterances, in nats.
  var loss = 0.0
  var counted = 0
  /// Utterances that have too few frames for their text, once varied; the first of them by index.
  var impossible = 0
  var impossibleIndices: [Int] = []
  /// The lengths of gradients before clipping, of `steps` of them.
  var gradientNorm = 0.0
  var steps = 0
  /// Steps that were not taken, since the gradient was not finite.
  var skippedSteps = 0
  /// Output frames, and those of them in which the null symbol was the likeliest.
  var frames = 0
  var nullFrames = 0

  /// Adds what learning from the utterances of `batch` brought.
  mutating func add(_ result: StepResult, of batch: [Int]) {
    for (value, index) in zip(result.losses, batch) {
      if value.isFinite {
        loss += Double(value)
        counted += 1
      } else if value == .infinity {
        impossible += 1
        if impossibleIndices.count < 5 { impossibleIndices.append(index) }
      }
    }
    guard let norm = result.gradientNorm else { return }
    if norm.isFinite {
      gradientNorm += Double(norm)
      steps += 1
    } else {
      skippedSteps += 1
    }
  }

  /// Adds the output frames of a batch, and those of them in which the null symbol was the likeliest.
  mutating func add(frames: (all: Int, null: Int)) {
    self.frames += frames.all
    nullFrames += frames.null
  }

  /// Whether hardly any symbol is said, where each of the texts has `framesPerSymbol` output frames.
  ///
  /// Where every symbol had one frame, the others would be nulls.
  func saysOnlyNulls(framesPerSymbol: Double) -> Bool {
    nullShare > 0.99 && 1 - nullShare < 0.25 / max(framesPerSymbol, 1)
  }

  /// The mean loss of an utterance.
  var meanLoss: Double { loss / Double(max(counted, 1)) }
  /// The mean length of a gradient.
  var meanGradientNorm: Double { gradientNorm / Double(max(steps, 1)) }
  /// The share of frames in which the null symbol was the likeliest.
  var nullShare: Double { Double(nullFrames) / Double(max(frames, 1)) }
}
