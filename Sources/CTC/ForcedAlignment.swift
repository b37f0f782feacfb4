public import NumericCore

/// The most probable of the paths that say one given labelling.
public struct ForcedAlignment: Sendable, Equatable {
  /// One symbol for each frame; collapses to the labels.
  public let path: [Int]
  /// Where each label stands.
  public let spans: [TokenSpan]
  /// The natural logarithm of the path's probability.
  public let logProbability: Float

  /// Aligns `labels` to the frames by the Viterbi algorithm.
  ///
  /// The result is nil when no path fits, see ``minimumFrames(for:)``, or when all that fit have
  /// probability zero.  Of equally probable paths it is the one that moves on earliest.
  ///
  /// - Parameters:
  ///   - labels: what was said, length L, without `null`.
  ///   - logProbabilities: natural logarithms, shape [frames T, symbols C].
  ///   - null: the label of the null symbol.
  /// - Precondition: all labels and `null` are below C.
  /// - Complexity: time O(T·L); memory O(T·L), and O(√T·L) where that would be more than 64 MB.
  public init?(of labels: [Int], to logProbabilities: Matrix, null: Int) {
    self.init(of: labels, to: logProbabilities, null: null, mostSteps: 1 << 26)
  }

  /// The same, with an upper limit to the states times frames that are remembered at once.
  init?(of labels: [Int], to logProbabilities: Matrix, null: Int, mostSteps: Int) {
    for label in labels + [null] {
      precondition(
        label >= 0 && label < logProbabilities.columns,
        "label \(label) of \(logProbabilities.columns)")
    }
    guard logProbabilities.rows >= minimumFrames(for: labels) else { return nil }
    var trellis = ViterbiTrellis(
      labels: labels, frames: logProbabilities.rows, null: null, mostSteps: mostSteps)
    guard let (path, score) = trellis.bestPath(through: logProbabilities) else { return nil }
    self.path = path
    spans = CTC.spans(of: path, in: logProbabilities, null: null)
    logProbability = Float(score)
  }
}

/// The best path to each state: even states are the null symbol's, odd ones the labels'.
///
/// The path is found from its end, one segment of frames after the other; a segment's steps are
/// computed anew from the scores before it, so that only those of one segment are in memory.
private struct ViterbiTrellis {
  let states: [Int]
  let frames: Int
  let segments: [Range<Int>]
  /// The log-probability of the best path to each state at the frame at hand.
  var scores: [Double]
  /// How many states the best path to a state at a frame of the segment has moved on, 0 to 2.
  var steps: [UInt8]

  init(labels: [Int], frames: Int, null: Int, mostSteps: Int) {
    states = labels.flatMap { [null, $0] } + [null]
    self.frames = frames
    scores = [Double](repeating: -.infinity, count: states.count)
    // Before the first frame the path stands before state 0, from where state 1 is one step.
    scores[0] = 0
    // A step is a byte and a score eight: this length makes the memory of both alike.
    let length =
      frames * states.count <= mostSteps
      ? max(frames, 1) : Int((8 * Double(frames)).squareRoot().rounded(.up))
    segments = stride(from: 0, to: frames, by: length).map { $0..<min($0 + length, frames) }
    steps = [UInt8](repeating: 0, count: min(length, frames) * states.count)
  }

  /// The path that ends in the last label or the null symbol after it; nil if none is possible.
  mutating func bestPath(through logProbabilities: Matrix) -> (path: [Int], score: Double)? {
    var before: [[Double]] = []
    for segment in segments {
      before.append(scores)
      run(segment, of: logProbabilities)
    }
    var state = states.count - 1
    if state > 0, scores[state - 1] > scores[state] { state -= 1 }
    let score = scores[state]
    guard score > -.infinity else { return nil }
    var path = [Int](repeating: 0, count: frames)
    for (segment, earlier) in zip(segments, before).reversed() {
      if segment.upperBound < frames {
        scores = earlier
        run(segment, of: logProbabilities)
      }
      for t in segment.reversed() {
        path[t] = states[state]
        state -= Int(steps[(t - segment.lowerBound) * states.count + state])
      }
    }
    return (path, score)
  }

  private mutating func run(_ segment: Range<Int>, of logProbabilities: Matrix) {
    let count = states.count
    let mayLeap = states.indices.map { $0 > 1 && $0 % 2 == 1 && states[$0] != states[$0 - 2] }
    logProbabilities.withUnsafePointer { base in
      scores.withUnsafeMutableBufferPointer { scores in
        steps.withUnsafeMutableBufferPointer { steps in
          for t in segment {
            let row = base + t * logProbabilities.columns
            let firstStep = (t - segment.lowerBound) * count
            // Only states that frames 0 to t reach and from which the rest reaches the end;
            // downwards, so that a predecessor still has its score of the frame before.
            let first = max(0, count - 2 * (frames - t))
            for s in stride(from: min(count - 1, 2 * t + 1), through: first, by: -1) {
              var best = scores[s]
              var step: UInt8 = 0
              if s > 0, scores[s - 1] > best { (best, step) = (scores[s - 1], 1) }
              if mayLeap[s], scores[s - 2] > best { (best, step) = (scores[s - 2], 2) }
              scores[s] = best + Double(row[states[s]])
              steps[firstStep + s] = step
            }
          }
        }
      }
    }
  }
}
