/// A label put into a labelling, taken out of it, or put in another one's place.
struct LabelEdit {
  /// The labels that go: one, or none.
  let replaced: Range<Int>
  /// What comes in their place; nil for nothing.
  let label: Int?
  /// The probability of the edited labelling, divided by that of the labelling.
  let gain: Double
}

/// A labelling, and all that differ from it by one label.
///
/// With x in place of the labels from i to j, a labelling's probability is
///
///     Σ p(labels before i, frames before s) · p(x, frames s to t) · p(labels from j on, frames from t)
///
/// over s and t, which one run of the forward algorithm over the states of x gives for all x at once,
/// between the forward states of the labelling and its backward states.
struct LabellingNeighbours {
  /// What is more probable by less is not told from a rounding.
  private static let leastGain = 1 + 1e-9

  let labels: [Int]
  private let emissions: SymbolProbabilities
  private let forward: LabellingStates

  /// - Parameters:
  ///   - labels: length L, without the null symbol.
  ///   - emissions: the probabilities of the symbols.
  init(of labels: [Int], in emissions: SymbolProbabilities) {
    self.labels = labels
    self.emissions = emissions
    forward = LabellingStates(of: labels, in: emissions)
  }

  /// The natural logarithm of the probability of the labelling, over all its paths.
  var logProbability: Double { forward.logProbability }

  /// The labelling after edits of different places.
  func edited(by edits: [LabelEdit]) -> LabellingNeighbours {
    var labels = labels
    for edit in edits.sorted(by: { $0.replaced.lowerBound > $1.replaced.lowerBound }) {
      labels.replaceSubrange(edit.replaced, with: edit.label.map { [$0] } ?? [])
    }
    return LabellingNeighbours(of: labels, in: emissions)
  }

  /// At each place of the labelling, the edit that makes it most probable, if any makes it more
  /// probable; of equal ones that which takes out or replaces a label, then the lowest label.
  ///
  /// What can take the place of a label, together with what can be said next to it, is less probable
  /// than the label if the label's posterior is above one half, see ``LabelPosteriors``.  So only the
  /// other labels are looked at.
  ///
  /// - Complexity: time O(T·L + D·T·C), where those of the L states count that are not negligible in
  ///   a frame, and those of the T frames where a label can stand, for D labels with posteriors of
  ///   one half at most.
  func improvements() -> [LabelEdit] {
    var work = Int.max
    return improvements(within: &work)
  }

  /// The same of the first places, those that can be looked at within `work`, from which goes what they
  /// take: a symbol at a frame counts as 1.
  func improvements(within work: inout Int) -> [LabelEdit] {
    guard logProbability > -.infinity else { return [] }
    var search = EditSearch(labels, emissions: emissions, forward: forward)
    let isDoubtful = labels.indices.map { !(search.inversePosterior(of: $0) < 2) }
    return (0...labels.count).compactMap { index in
      let isBehindDoubt = index == 0 || isDoubtful[index - 1]
      guard index == labels.count ? isBehindDoubt : isDoubtful[index] else { return nil }
      work -= search.work(at: index, inserting: isBehindDoubt)
      guard work >= 0 else { return nil }
      let best = search.bestEdit(at: index, inserting: isBehindDoubt)
      return best.flatMap { $0.gain > Self.leastGain ? $0 : nil }
    }
  }
}

/// The probabilities of the neighbours of a labelling.
private struct EditSearch {
  private let labels: [Int]
  private let emissions: SymbolProbabilities
  private let forward, backward: LabellingStates
  /// By the number of frames before, the product of forward and backward units in units of the
  /// probability of the labelling.
  private let units: [Double]
  /// For each x: its states, and the probabilities of the labellings with x in addition to a label and
  /// in its place.
  private var endsInNull, endsInLabel, inserted, substituted: [Double]

  init(_ labels: [Int], emissions: SymbolProbabilities, forward: LabellingStates) {
    self.labels = labels
    self.emissions = emissions
    self.forward = forward
    let backward = LabellingStates(of: labels, in: emissions, backward: true)
    self.backward = backward
    units = forward.logScales.indices.map { seen in
      let left = emissions.frames - seen
      guard left < backward.logScales.count else { return 0 }
      return exponential(
        forward.logScales[seen] + backward.logScales[left] - forward.logProbability)
    }
    endsInNull = [Double](repeating: 0, count: emissions.symbols)
    (endsInLabel, inserted, substituted) = (endsInNull, endsInNull, endsInNull)
  }

  /// The probability that frames from `frame` on say the labels from `index` on, and `frame` the first
  /// of them.
  private func ending(_ index: Int, from frame: Int) -> Double {
    guard index < labels.count else {
      return index == labels.count && frame == emissions.frames ? units[frame] : 0
    }
    return backward[labels.count - index, emissions.frames - frame].endsInLabel * units[frame]
  }

  /// The last frame with which the labels from `index` on may begin.
  private func lastFrame(ofEnding index: Int) -> Int {
    index > labels.count ? 0 : emissions.frames - backward.firstSeen(labels.count - index)
  }

  /// The probability that something, or nothing, stands in the place of a label, divided by that of
  /// the labelling.
  func inversePosterior(of index: Int) -> Double {
    let before = index > 0 ? labels[index - 1] : nil
    let after = index + 1 < labels.count ? labels[index + 1] : nil
    let first = index > 0 ? forward.firstSeen(index - 1) : 0
    let last = lastFrame(ofEnding: index + 1)
    var sum = 0.0
    // Of paths that have said what comes before: those that have with the last frame, and the rest.
    var fresh = index > 0 ? 0.0 : 1
    var rest = 0.0
    for seen in stride(from: first, through: last, by: 1) {
      var free = before != nil && before == after ? 0 : fresh
      free += seen > 0 ? rest * (1 - (after.map { emissions[seen - 1, $0] } ?? 0)) : 0
      sum += free * ending(index + 1, from: seen)
      guard seen < last else { break }
      rest = (rest + fresh) * forward.scales[seen]
      fresh = 0
      if let before {
        let shorter = forward[index - 1, seen]
        let repeats = index > 1 && labels[index - 2] == before
        fresh =
          (repeats ? shorter.endsInNull : shorter.probability) * emissions[seen, before]
          * forward.scales[seen]
      }
    }
    return sum
  }

  /// What ``bestEdit(at:inserting:)`` takes, a symbol at a frame counting as 1.
  func work(at index: Int, inserting: Bool) -> Int {
    let frames = lastFrame(at: index, inserting: inserting) - forward.firstSeen(index)
    return max(frames, 0) * emissions.symbols
  }

  /// The last frame with which what follows the place `index` may begin.
  private func lastFrame(at index: Int, inserting: Bool) -> Int {
    max(inserting ? lastFrame(ofEnding: index) : 0, lastFrame(ofEnding: index + 1))
  }

  /// The most probable labelling with a label in place of that at `index`, without it, or, if
  /// `inserting`, with one more before it.
  mutating func bestEdit(at index: Int, inserting: Bool) -> LabelEdit? {
    let deleted = runThroughLabels(at: index, inserting: inserting)
    var best: LabelEdit?
    func consider(_ replaced: Range<Int>, _ label: Int?, _ gain: Double) {
      if gain > best?.gain ?? 0 { best = LabelEdit(replaced: replaced, label: label, gain: gain) }
    }
    if index < labels.count {
      consider(index..<index + 1, nil, deleted)
      for x in 0..<emissions.symbols where x != emissions.null && x != labels[index] {
        consider(index..<index + 1, x, substituted[x])
      }
    }
    if inserting {
      for x in 0..<emissions.symbols where x != emissions.null {
        consider(index..<index, x, inserted[x])
      }
    }
    return best
  }

  /// Fills the probabilities of all insertions and substitutions; returns that of the deletion.
  private mutating func runThroughLabels(at index: Int, inserting: Bool) -> Double {
    for x in 0..<emissions.symbols {
      (endsInNull[x], endsInLabel[x], inserted[x], substituted[x]) = (0, 0, 0, 0)
    }
    let before = index > 0 ? labels[index - 1] : nil
    let replaced = index < labels.count ? labels[index] : nil
    let after = index + 1 < labels.count ? labels[index + 1] : nil
    let last = lastFrame(at: index, inserting: inserting)
    var deleted = 0.0
    for seen in stride(from: forward.firstSeen(index), through: last, by: 1) {
      let source = forward[index, seen]
      let keeping = inserting ? ending(index, from: seen) : 0
      let skipping = ending(index + 1, from: seen)
      deleted +=
        (before != nil && before == after ? source.endsInNull : source.probability) * skipping
      leave(keeping: keeping, replaced, skipping: skipping, after)
      guard seen < last else { break }
      enter(from: source, behind: before, frame: seen)
    }
    return deleted
  }

  /// Adds the paths on which what comes after x begins.
  private mutating func leave(
    keeping: Double, _ replaced: Int?, skipping: Double, _ after: Int?
  ) {
    if keeping > 0 {
      let kept = replaced.map { inserted[$0] + endsInNull[$0] * keeping }
      for x in 0..<emissions.symbols { inserted[x] += (endsInNull[x] + endsInLabel[x]) * keeping }
      if let replaced, let kept { inserted[replaced] = kept }
    }
    if skipping > 0 {
      let kept = after.map { substituted[$0] + endsInNull[$0] * skipping }
      for x in 0..<emissions.symbols {
        substituted[x] += (endsInNull[x] + endsInLabel[x]) * skipping
      }
      if let after, let kept { substituted[after] = kept }
    }
  }

  /// Takes one frame: x begins in it, goes on, or is over.
  private mutating func enter(
    from source: LabellingStates.State, behind before: Int?, frame: Int
  ) {
    let scale = forward.scales[frame]
    let silence = emissions[frame, emissions.null] * scale
    let repeated = before.map {
      (endsInLabel[$0] + source.endsInNull) * emissions[frame, $0] * scale
    }
    let probability = source.probability * scale
    for x in 0..<emissions.symbols {
      let inLabel = endsInLabel[x]
      endsInNull[x] = (endsInNull[x] + inLabel) * silence
      endsInLabel[x] = (inLabel * scale + probability) * emissions[frame, x]
    }
    if let before, let repeated { endsInLabel[before] = repeated }
  }
}
