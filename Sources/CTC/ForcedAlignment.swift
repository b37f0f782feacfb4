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
  /// - Parameters:
  ///   - labels: what was said, length L, without `null`.
  ///   - logProbabilities: natural logarithms, shape [frames T, symbols C].
  ///   - null: the label of the null symbol.
  /// - Returns: nil when no path fits, see ``minimumFrames(for:)``, or all that do have
  ///   probability zero.  Of equally probable paths, the one that moves on latest.
  /// - Precondition: all labels and `null` are below C.
  /// - Complexity: time and memory O(T·L).
  public init?(of labels: [Int], to logProbabilities: Matrix, null: Int) {
    let states = labels.flatMap { [null, $0] } + [null]
    let count = states.count
    let mayLeap = states.indices.map { s in
      s > 1 && states[s] != null && states[s] != states[s - 2]
    }
    var scores = [Double](repeating: -.infinity, count: count)
    scores[0] = 0
    var steps = [UInt8](repeating: 0, count: logProbabilities.rows * count)
    logProbabilities.withUnsafePointer { base in
      for t in 0..<logProbabilities.rows {
        let row = base + t * logProbabilities.columns
        // Downwards, so that a predecessor still has its score of the frame before.
        for s in stride(from: count - 1, through: 0, by: -1) {
          var best = scores[s]
          var step: UInt8 = 0
          if s > 0, scores[s - 1] > best { (best, step) = (scores[s - 1], 1) }
          if mayLeap[s], scores[s - 2] > best { (best, step) = (scores[s - 2], 2) }
          scores[s] = best + Double(row[states[s]])
          steps[t * count + s] = step
        }
      }
    }
    var state = count - 1
    if count > 1, scores[count - 2] > scores[state] { state = count - 2 }
    guard scores[state] > -.infinity else { return nil }
    logProbability = Float(scores[state])
    var path = [Int](repeating: null, count: logProbabilities.rows)
    for t in stride(from: logProbabilities.rows - 1, through: 0, by: -1) {
      path[t] = states[state]
      state -= Int(steps[t * count + state])
    }
    self.path = path
    spans = CTC.spans(of: path, logProbabilities, null: null)
  }
}
