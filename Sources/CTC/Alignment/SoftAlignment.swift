public import NumericCore

/// How probable it is at each frame that the frame says each label of one given labelling: the
/// posteriors of all paths that say it, where ``ForcedAlignment`` takes the best one.
public struct SoftAlignment: Sendable, Equatable {
  /// The probability, given the labelling, that a frame says its label number u, shape [frames T, L];
  /// a label that stands twice has two columns.
  public let labels: Matrix
  /// The probability that each frame says nothing; with its row of ``labels`` it adds up to 1.
  public let silence: [Float]
  /// The natural logarithm of the labelling's probability.
  public let logProbability: Float

  /// Aligns `labels` to the frames by the forward and the backward algorithm.
  ///
  /// The result is nil when no path fits, see ``minimumFrames(for:)``, or when all that fit have
  /// probability zero.
  ///
  /// - Parameters:
  ///   - labels: what was said, length L, without `null`.
  ///   - logits: unnormalized, shape [frames T, symbols C]; log-probabilities are logits, too.
  ///   - null: the label of the null symbol.
  /// - Precondition: every label and `null` are below C, and no label is `null`.
  /// - Complexity: time O(T·(C + L)), memory O(C + T·L).
  /// - Source: Graves et al., ICML 2006, equations 6 to 14.
  public init?(of labels: [Int], to logits: Matrix, null: Int) {
    let symbols = logits.columns
    precondition(null >= 0 && null < symbols, "null symbol \(null) of \(symbols)")
    for label in labels {
      precondition(label >= 0 && label < symbols && label != null, "label \(label) of \(symbols)")
    }
    guard logits.rows >= minimumFrames(for: labels) else { return nil }
    let (softmax, shares) = (MatrixBuffer(), MatrixBuffer())
    softmax.reshape(rows: 1, columns: symbols)
    shares.reshape(rows: logits.rows, columns: labels.count + 1)
    defer { withExtendedLifetime((softmax, shares)) {} }
    let loss = logits.withUnsafePointer { pointer in
      let utterance = Utterance(
        index: 0, layout: RaggedLayout(lengths: [logits.rows]),
        logits: MatrixView(
          base: UnsafeMutablePointer(mutating: pointer), rows: logits.rows, columns: symbols,
          stride: symbols),
        gradient: softmax.view.repeated(logits.rows), target: labels, null: null)
      return TrellisPool.shared.withMemory { memory in
        memory.withTrellis(target: labels, null: null, frames: logits.rows) {
          $0.loss(of: utterance, posteriors: shares.view)
        }
      }
    }
    guard loss.isFinite else { return nil }
    self.labels = shares.view.columns(1..<labels.count + 1).matrix
    silence = (0..<logits.rows).map { shares.view.row($0)[0] }
    logProbability = -loss
  }
}
