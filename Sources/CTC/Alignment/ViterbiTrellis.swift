import NumericCore

/// The best path to each state of a ``LabelGraph``: the null symbol at a place, or one of its labels.
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

  private let states: AlignmentStates
  private let reach: Int
  private let frames: Int
  private let segments: [Range<Int>]
  private let beam: Double

  /// The log-probability of the best path to each state at the frame at hand.
  private var scores: [Double]
  private var range = 0..<1
  /// Which of the steps to a state at a frame of the segment the best path to it has taken, counted from
  /// 1; 0 if it was there already.
  private var choices: [UInt8] = []
  /// For each frame of the segment, the first state that has a choice, and where that choice stands.
  private var rows: [(first: Int, offset: Int)] = []

  init(_ graph: LabelGraph, frames: Int, null: Int, mostSteps: Int, beam: Double) {
    let states = AlignmentStates(graph, null: null)
    self.states = states
    self.frames = frames
    self.beam = beam
    reach = states.reach
    scores = [Double](repeating: -.infinity, count: states.labels.count)
    // Before the first frame the path stands before state 0, from where its labels are one step.
    scores[0] = 0
    // A choice is a byte and a score eight: this length makes the memory of both alike.
    let length =
      frames * scores.count <= mostSteps
      ? max(frames, 1) : Int((8 * Double(frames)).squareRoot().rounded(.up))
    segments = stride(from: 0, to: frames, by: length).map { $0..<min($0 + length, frames) }
  }

  /// The path to the end, and the places where its labels start; nil if none is possible.
  ///
  /// `check`, called at every frame, may end it with an error.
  mutating func bestPath<E: Error>(
    through logProbabilities: Matrix, check: () throws(E) -> Void
  ) throws(E) -> (path: [Int], places: [Int], score: Double)? {
    var fronts: [Front] = []
    for segment in segments {
      fronts.append(Front(range: range, scores: Array(scores[range])))
      try run(segment, of: logProbabilities, check: check)
    }
    guard var state = states.ends.first else { return nil }
    for other in states.ends where scores[other] > scores[state] { state = other }
    let score = scores[state]
    guard score > -.infinity else { return nil }
    var path = [Int](repeating: 0, count: frames)
    var places: [Int] = []
    for (segment, front) in zip(segments, fronts).reversed() {
      if segment.upperBound < frames {
        for s in range { scores[s] = -.infinity }
        range = front.range
        scores.replaceSubrange(range, with: front.scores)
        try run(segment, of: logProbabilities, check: check)
      }
      for t in segment.reversed() {
        path[t] = states.labels[state]
        let row = rows[t - segment.lowerBound]
        let choice = Int(choices[row.offset + state - row.first])
        guard choice > 0 else { continue }
        if let start = states.starts[state] { places.append(start) }
        state -= states.steps[states.offsets[state] + choice - 1]
      }
    }
    return (path, places.reversed(), score)
  }

  private mutating func run<E: Error>(
    _ segment: Range<Int>, of logProbabilities: Matrix, check: () throws(E) -> Void
  ) throws(E) {
    choices.removeAll(keepingCapacity: true)
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
    let count = scores.count
    // States from which the rest of the frames does not reach the end are left out.
    let first = max(range.lowerBound, count - reach * (frames - t))
    let end = min(count, range.upperBound + reach)
    rows.append((first, choices.count))
    let firstChoice = choices.count - first
    choices.append(contentsOf: repeatElement(0, count: max(0, end - first)))
    var greatest = -Double.infinity
    let (labels, steps, offsets) = (states.labels, states.steps, states.offsets)
    scores.withUnsafeMutableBufferPointer { scores in
      choices.withUnsafeMutableBufferPointer { choices in
        // Downwards, so that a predecessor still has its score of the frame before.
        for s in stride(from: end - 1, through: first, by: -1) {
          var best = scores[s]
          var choice = 0
          let firstStep = offsets[s]
          for step in firstStep..<offsets[s + 1] where scores[s - steps[step]] > best {
            (best, choice) = (scores[s - steps[step]], step + 1 - firstStep)
          }
          best += Double(frame[labels[s]])
          scores[s] = best
          choices[firstChoice + s] = UInt8(choice)
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
