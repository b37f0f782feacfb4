import NumericCore

/// The best path to each state: even states are the null symbol's, odd ones the labels'.
///
/// The path is found from its end, one segment of frames after the other; a segment's steps are
/// computed anew from the scores before it, so that only those of one segment are in memory.  Of
/// each frame only a range of states is computed: those whose best path is not too far behind.
struct ViterbiTrellis {
  /// What is known before a frame.
  private struct Front {
    /// The states that paths have reached.
    var range: Range<Int>
    /// Their best paths' log-probabilities.
    var scores: [Double]
  }

  private let states: [Int]
  /// For each state, the steps of 2, 3 and 4 states that lead to it, as bits 0, 1 and 2.
  private let leaps: [UInt8]
  /// The longest step.
  private let reach: Int
  private let frames: Int
  private let segments: [Range<Int>]
  private let beam: Double
  private let endsInStar: Bool

  /// The log-probability of the best path to each state at the frame at hand.
  private var scores: [Double]
  private var range = 0..<1
  /// How many states the best path to a state at a frame of the segment has moved on.
  private var steps: [UInt8] = []
  /// For each frame of the segment, the first state that has a step, and where that step stands.
  private var rows: [(first: Int, offset: Int)] = []

  init(
    labels: [Int], frames: Int, null: Int, star: Int?, mostSteps: Int, beam: Double
  ) {
    let states = labels.flatMap { [null, $0] } + [null]
    self.states = states
    self.frames = frames
    self.beam = beam
    endsInStar = star != nil && labels.last == star
    // A star may be left out: the label after it may follow what is before it.
    leaps = states.indices.map { s in
      guard s % 2 == 1, s > 1 else { return 0 }
      let isAfterStar = star != nil && states[s - 2] == star
      let pastStar: UInt8 = s > 3 && states[s] != states[s - 4] ? 4 : 0
      return (states[s] != states[s - 2] ? 1 : 0) | (isAfterStar ? 2 | pastStar : 0)
    }
    reach = star != nil && labels.contains { $0 == star } ? 4 : 2
    scores = [Double](repeating: -.infinity, count: states.count)
    // Before the first frame the path stands before state 0, from where state 1 is one step.
    scores[0] = 0
    // A step is a byte and a score eight: this length makes the memory of both alike.
    let length =
      frames * states.count <= mostSteps
      ? max(frames, 1) : Int((8 * Double(frames)).squareRoot().rounded(.up))
    segments = stride(from: 0, to: frames, by: length).map { $0..<min($0 + length, frames) }
  }

  /// The path that ends in the last label or the null symbol after it; nil if none is possible.
  ///
  /// `check`, called at every frame, may end it with an error.
  mutating func bestPath<E: Error>(
    through logProbabilities: Matrix, check: () throws(E) -> Void
  ) throws(E) -> (path: [Int], score: Double)? {
    var fronts: [Front] = []
    for segment in segments {
      fronts.append(Front(range: range, scores: Array(scores[range])))
      try run(segment, of: logProbabilities, check: check)
    }
    var state = states.count - 1
    let last = endsInStar ? max(0, state - 3) : max(0, state - 1)
    for other in (last..<states.count).reversed() where scores[other] > scores[state] {
      state = other
    }
    let score = scores[state]
    guard score > -.infinity else { return nil }
    var path = [Int](repeating: 0, count: frames)
    for (segment, front) in zip(segments, fronts).reversed() {
      if segment.upperBound < frames {
        for s in range { scores[s] = -.infinity }
        range = front.range
        scores.replaceSubrange(range, with: front.scores)
        try run(segment, of: logProbabilities, check: check)
      }
      for t in segment.reversed() {
        path[t] = states[state]
        let row = rows[t - segment.lowerBound]
        state -= Int(steps[row.offset + state - row.first])
      }
    }
    return (path, score)
  }

  private mutating func run<E: Error>(
    _ segment: Range<Int>, of logProbabilities: Matrix, check: () throws(E) -> Void
  ) throws(E) {
    steps.removeAll(keepingCapacity: true)
    rows.removeAll(keepingCapacity: true)
    try logProbabilities.withUnsafePointer { (base) throws(E) in
      for t in segment {
        try check()
        advance(t, base + t * logProbabilities.columns)
      }
    }
  }

  /// Takes the scores one frame on.
  private mutating func advance(_ t: Int, _ frame: UnsafePointer<Float>) {
    let count = states.count
    // States from which the rest of the frames does not reach the end are left out.
    let first = max(range.lowerBound, count - reach * (frames - t))
    let end = min(count, range.upperBound + reach)
    rows.append((first, steps.count))
    let firstStep = steps.count - first
    steps.append(contentsOf: repeatElement(0, count: max(0, end - first)))
    var greatest = -Double.infinity
    let (states, leaps) = (states, leaps)
    scores.withUnsafeMutableBufferPointer { scores in
      steps.withUnsafeMutableBufferPointer { steps in
        // Downwards, so that a predecessor still has its score of the frame before.
        for s in stride(from: end - 1, through: first, by: -1) {
          var best = scores[s]
          var step: UInt8 = 0
          if s > 0, scores[s - 1] > best { (best, step) = (scores[s - 1], 1) }
          let leap = leaps[s]
          if leap != 0 {
            if leap & 1 != 0, scores[s - 2] > best { (best, step) = (scores[s - 2], 2) }
            if leap & 2 != 0, scores[s - 3] > best { (best, step) = (scores[s - 3], 3) }
            if leap & 4 != 0, scores[s - 4] > best { (best, step) = (scores[s - 4], 4) }
          }
          best += Double(frame[states[s]])
          scores[s] = best
          steps[firstStep + s] = step
          greatest = max(greatest, best)
        }
      }
    }
    for s in range.lowerBound..<max(first, range.lowerBound) where s < count {
      scores[s] = -.infinity
    }
    range = min(first, end)..<end
    let least = greatest - beam
    while range.count > 1, scores[range.lowerBound] < least {
      scores[range.lowerBound] = -.infinity
      range = range.lowerBound + 1..<range.upperBound
    }
    while range.count > 1, scores[range.upperBound - 1] < least {
      scores[range.upperBound - 1] = -.infinity
      range = range.lowerBound..<range.upperBound - 1
    }
  }
}
