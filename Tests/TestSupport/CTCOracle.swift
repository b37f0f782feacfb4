import Foundation

/// Connectionist temporal classification in double precision and log space, as in Graves et al.,
/// ICML 2006, one line of code for each line of the paper: slow, and obvious.
public enum CTCOracle {
  /// −ln p(target | logits) and its gradient for the logits.
  public static func loss(
    logits: [[Double]], target: [Int], null: Int
  ) -> (loss: Double, gradient: [[Double]]) {
    let y = logits.map(logSoftmax)
    let frames = y.count
    let l = target.flatMap { [null, $0] } + [null]  // the target with null symbols around, l'
    let states = l.count
    func leap(_ s: Int) -> Bool { s >= 2 && l[s] != null && l[s] != l[s - 2] }

    // Equations 6 and 7: everything that comes to state s by frame t, frame t included.
    var alpha = [[Double]](
      repeating: [Double](repeating: -.infinity, count: states), count: frames)
    for t in 0..<frames {
      for s in 0..<states {
        var sources: [Double] = []
        if t == 0 {
          if s <= 1 { sources = [0] }
        } else {
          sources.append(alpha[t - 1][s])
          if s >= 1 { sources.append(alpha[t - 1][s - 1]) }
          if leap(s) { sources.append(alpha[t - 1][s - 2]) }
        }
        alpha[t][s] = logSum(sources) + y[t][l[s]]
      }
    }
    // Equations 9 to 11: everything that goes on from state s at frame t, frame t not included.
    var beta = alpha.map { $0.map { _ in -Double.infinity } }
    for t in stride(from: frames - 1, through: 0, by: -1) {
      for s in 0..<states {
        var ways: [Double] = []
        if t == frames - 1 {
          if s >= states - 2 { ways = [0] }
        } else {
          ways.append(beta[t + 1][s] + y[t + 1][l[s]])
          if s + 1 < states { ways.append(beta[t + 1][s + 1] + y[t + 1][l[s + 1]]) }
          if s + 2 < states, leap(s + 2) { ways.append(beta[t + 1][s + 2] + y[t + 1][l[s + 2]]) }
        }
        beta[t][s] = logSum(ways)
      }
    }
    // Equation 8, then equation 16.
    let logLikelihood =
      frames == 0 ? (target.isEmpty ? 0 : -.infinity) : logSum(alpha[frames - 1].suffix(2))
    guard logLikelihood > -.infinity else {
      return (.infinity, y.map { $0.map { _ in 0 } })
    }
    var gradient = y.map { $0.map { exp($0) } }
    for t in 0..<frames {
      for s in 0..<states { gradient[t][l[s]] -= exp(alpha[t][s] + beta[t][s] - logLikelihood) }
    }
    return (-logLikelihood, gradient)
  }

  /// Every labelling that the frames can say, with its probability, by walking every path.
  public static func labellings(logits: [[Double]], null: Int) -> [[Int]: Double] {
    var probabilities: [[Int]: Double] = [:]
    forEachPath(logits: logits) { path, probability in
      probabilities[labelling(of: path, null: null), default: 0] += probability
    }
    return probabilities
  }

  /// The probability of each symbol at each frame given the labelling, by walking every path.
  public static func posteriors(logits: [[Double]], target: [Int], null: Int) -> [[Double]] {
    var sums = logits.map { $0.map { _ in 0.0 } }
    var total = 0.0
    forEachPath(logits: logits) { path, probability in
      guard labelling(of: path, null: null) == target else { return }
      total += probability
      for (t, symbol) in path.enumerated() { sums[t][symbol] += probability }
    }
    return sums.map { $0.map { $0 / total } }
  }

  /// Calls `body` with every path and its probability.
  public static func forEachPath(logits: [[Double]], _ body: ([Int], Double) -> Void) {
    let y = logits.map { logSoftmax($0).map { exp($0) } }
    func walk(_ path: [Int], _ probability: Double) {
      guard path.count < y.count else { return body(path, probability) }
      for (symbol, p) in y[path.count].enumerated() { walk(path + [symbol], probability * p) }
    }
    walk([], 1)
  }

  /// The labelling of a path, written without the module under test.
  public static func labelling(of path: [Int], null: Int) -> [Int] {
    path.indices.filter { path[$0] != null && ($0 == 0 || path[$0] != path[$0 - 1]) }
      .map { path[$0] }
  }

  /// Natural logarithms of the softmax of one frame.
  public static func logSoftmax(_ logits: [Double]) -> [Double] {
    let total = logSum(logits)
    return logits.map { $0 - total }
  }

  private static func logSum(_ values: some Collection<Double>) -> Double {
    let most = values.max() ?? -.infinity
    guard most > -.infinity else { return most }
    return most + log(values.reduce(0) { $0 + exp($1 - most) })
  }
}
