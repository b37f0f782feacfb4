import NumericCore

/// The best path to each state of a ``LabelGraph``: the null symbol at a place, or one of its labels.
///
/// The path is found from its end, one segment of frames after the other; a segment's steps are
/// computed anew from the scores before it, so that only those of one segment are in memory.  Of
/// each frame only ranges of states are computed: those whose best path is not too far behind.  There is
/// one range unless parts of the graph may be skipped.  Then a path is too far behind if it has lost more
/// than the beam to one that waits in a star before it, which may still skip to where it is; one that was
/// led far ahead by a likeness leaves those behind it time to catch up.
struct ViterbiTrellis {
  /// What is known before a frame.
  private struct Front {
    /// The states that paths have reached.
    var ranges: [Range<Int>]
    /// Their best paths' log-probabilities.
    var scores: [[Double]]
    /// The greatest of them.
    var greatest: Double
  }

  /// A range of the states of a frame, and where the choices of its first one stands.
  private struct Row {
    let states: Range<Int>
    let offset: Int
  }

  private let states: AlignmentStates
  private let skips: LabelGraph.Skips?
  private let star: Int?
  private let frames: Int
  private let segments: [Range<Int>]
  private let beam: Double
  /// How many times the beam any path may be behind the best one where parts may be skipped.
  private static let patience = 100.0

  /// The log-probability of the best path to each state at the frame at hand.
  private var scores: [Double]
  private var ranges = [0..<1]
  /// The greatest score.
  private var greatest = 0.0
  /// Which of the steps to a state at a frame of the segment the best path to it has taken, counted from
  /// 1; 0 if it was there already.
  private var choices: [UInt8] = []
  /// The states that have choices, and for each frame of the segment the number of the first of its rows.
  private var rows: [Row] = []
  private var firstRows: [Int] = []
  /// Where the choices of the junctions stand, for each frame of the segment.
  private var firstJunctions: [Int] = []

  init(_ graph: LabelGraph, frames: Int, null: Int, mostSteps: Int, beam: Double) {
    let states = AlignmentStates(graph, null: null)
    self.states = states
    skips = graph.skips
    star = graph.star
    self.frames = frames
    self.beam = beam
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
      fronts.append(
        Front(ranges: ranges, scores: ranges.map { Array(scores[$0]) }, greatest: greatest))
      try run(segment, of: logProbabilities, check: check)
    }
    _ = advanceJunctions()
    guard var state = states.ends.first else { return nil }
    for other in states.ends where scores[other] > scores[state] { state = other }
    let score = scores[state]
    guard score > -.infinity else { return nil }
    var path = [Int](repeating: 0, count: frames)
    var places: [Int] = []
    for (segment, front) in zip(segments, fronts).reversed() {
      if segment.upperBound < frames {
        restore(front)
        try run(segment, of: logProbabilities, check: check)
      }
      if segment.upperBound == frames { leaveJunctions(from: &state, at: segment.count) }
      for t in segment.reversed() {
        path[t] = states.labels[state]
        guard let source = source(of: state, at: t - segment.lowerBound) else { continue }
        if let start = states.starts[state] { places.append(start) }
        state = source
        leaveJunctions(from: &state, at: t - segment.lowerBound)
      }
    }
    return (path, places.reversed(), score)
  }

  private mutating func restore(_ front: Front) {
    for range in ranges { for s in range { scores[s] = -.infinity } }
    (ranges, greatest) = (front.ranges, front.greatest)
    for (range, scores) in zip(ranges, front.scores) {
      self.scores.replaceSubrange(range, with: scores)
    }
  }

  /// The state from which the best path came to `state` at a frame of the segment; nil if it was there.
  private func source(of state: Int, at frame: Int) -> Int? {
    let choice = Int(choices[place(ofChoiceOf: state, at: frame)])
    return choice == 0 ? nil : state - states.steps[states.offsets[state] + choice - 1]
  }

  /// Goes back to the state from which a path came to a junction.
  private func leaveJunctions(from state: inout Int, at frame: Int) {
    while states.labels[state] == AlignmentStates.junction,
      let source = source(of: state, at: frame)
    {
      state = source
    }
  }

  private func place(ofChoiceOf state: Int, at frame: Int) -> Int {
    if states.labels[state] == AlignmentStates.junction {
      return firstJunctions[frame] + states.number(ofJunction: state)
    }
    var (first, end) = (firstRows[frame], firstRows[frame + 1])
    while end - first > 1 {
      let middle = (first + end) / 2
      if rows[middle].states.lowerBound <= state { first = middle } else { end = middle }
    }
    return rows[first].offset + state - rows[first].states.lowerBound
  }

  private mutating func run<E: Error>(
    _ segment: Range<Int>, of logProbabilities: Matrix, check: () throws(E) -> Void
  ) throws(E) {
    choices.removeAll(keepingCapacity: true)
    rows.removeAll(keepingCapacity: true)
    firstJunctions.removeAll(keepingCapacity: true)
    firstRows = [0]
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
    let entries = advanceJunctions()
    // States from which the rest of the frames does not reach the end are left out.
    let first = skips == nil ? count - states.reach * (frames - t) : 0
    let reached = ranges.compactMap { range in
      let lowest = max(range.lowerBound, first)
      let end = min(count, range.upperBound + states.reach)
      return lowest < end ? lowest..<end : nil
    }
    let next = union(reached, entries)
    for range in next {
      rows.append(Row(states: range, offset: choices.count))
      choices.append(contentsOf: repeatElement(0, count: range.count))
    }
    firstRows.append(rows.count)
    greatest = -.infinity
    for row in rows.suffix(next.count).reversed() { advance(row, frame) }
    for range in ranges where range.lowerBound < first {
      for s in range.lowerBound..<min(first, range.upperBound) { scores[s] = -.infinity }
    }
    for junction in states.junctions { scores[junction.state] = -.infinity }
    let least = greatest - beam
    var waiting = -Double.infinity
    ranges = next.flatMap {
      skips == nil ? [trimmed($0, to: least)] : parts(of: $0, waiting: &waiting)
    }
  }

  /// Takes the scores of a range of states one frame on.
  private mutating func advance(_ row: Row, _ frame: UnsafePointer<Float>) {
    let firstChoice = row.offset - row.states.lowerBound
    let (labels, steps, offsets) = (states.labels, states.steps, states.offsets)
    var greatest = greatest
    scores.withUnsafeMutableBufferPointer { scores in
      choices.withUnsafeMutableBufferPointer { choices in
        // Downwards, so that a predecessor still has its score of the frame before.
        for s in row.states.reversed() where labels[s] != AlignmentStates.junction {
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
    self.greatest = greatest
  }

  /// Takes the scores of the junctions to before the frame at hand; returns the states that can be
  /// reached from them.
  private mutating func advanceJunctions() -> [Range<Int>] {
    guard let skips else { return [] }
    firstJunctions.append(choices.count)
    var waiting = -Double.infinity
    var entries: [Range<Int>] = []
    for (junction, targets) in states.junctions {
      var best = -Double.infinity
      var choice = 0
      let steps = states.steps[states.offsets[junction]..<states.offsets[junction + 1]]
      for (index, step) in steps.enumerated() {
        let isOpen = states.labels[junction - step] == AlignmentStates.junction
        if !isOpen { waiting = max(waiting, scores[junction - step]) }
        let score = scores[junction - step] - (isOpen ? skips.extending : skips.opening)
        if score > best { (best, choice) = (score, index + 1) }
      }
      choices.append(UInt8(choice))
      scores[junction] = best >= least(behind: waiting) ? best : -.infinity
      if scores[junction] > -.infinity { entries.append(targets) }
    }
    return entries
  }

  /// A range without the states at both ends that are too far behind.
  private mutating func trimmed(_ range: Range<Int>, to least: Double) -> Range<Int> {
    var range = range
    while range.count > 1, scores[range.lowerBound] < least {
      scores[range.lowerBound] = -.infinity
      range = range.lowerBound + 1..<range.upperBound
    }
    while range.count > 1, scores[range.upperBound - 1] < least {
      scores[range.upperBound - 1] = -.infinity
      range = range.lowerBound..<range.upperBound - 1
    }
    return range
  }

  /// The least score that counts behind stars of which the best has the score `waiting`.
  private func least(behind waiting: Double) -> Double {
    max(greatest - Self.patience * beam, waiting - beam)
  }

  /// The parts of a range between states that are too far behind; `waiting` is the score of the best star
  /// before the range, and then in it.
  private mutating func parts(of range: Range<Int>, waiting: inout Double) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    for s in range {
      if states.labels[s] == star { waiting = max(waiting, scores[s]) }
      guard scores[s] >= least(behind: waiting) else {
        scores[s] = -.infinity
        continue
      }
      if let last = parts.last, s - last.upperBound <= states.reach {
        parts[parts.count - 1] = last.lowerBound..<s + 1
      } else {
        parts.append(s..<s + 1)
      }
    }
    return parts
  }
}

/// The union of two ascending lists of ranges, as ascending ranges that do not overlap.
private func union(_ a: [Range<Int>], _ b: [Range<Int>]) -> [Range<Int>] {
  var union: [Range<Int>] = []
  union.reserveCapacity(a.count + b.count)
  var (i, j) = (0, 0)
  while i < a.count || j < b.count {
    let range: Range<Int>
    if j == b.count || i < a.count && a[i].lowerBound < b[j].lowerBound {
      range = a[i]
      i += 1
    } else {
      range = b[j]
      j += 1
    }
    if let last = union.last, range.lowerBound <= last.upperBound {
      union[union.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
    } else {
      union.append(range)
    }
  }
  return union
}
