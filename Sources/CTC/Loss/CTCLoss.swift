public import NumericCore

/// The negative log-likelihood of a target and its gradient for the logits.
///
/// The likelihood is the sum over all paths of T symbols that collapse to the target:
///
///     loss = −ln Σ_{π : B(π) = target} Π_t softmax(logits[t])[π_t]
///
/// The gradient is taken for the logits, the softmax included:
/// softmax(logits[t])[k] − P(π_t = k | target).
///
/// - Parameters:
///   - logits: unnormalized, shape [frames T, symbols C]; minus infinity forbids a symbol.
///   - target: labels, length L, never `null`.
///   - null: the index of the null symbol, see ``Alphabet/null``.
///   - options: what is added to the loss.
/// - Returns: the loss in nats, never negative, and a gradient of the logits' shape.  A target that
///   no path collapses to (T < L + repeats, see ``minimumFrames(for:)``, or symbols forbidden)
///   has a loss of infinity; logits that are NaN or plus infinity have a loss of NaN.  A loss that
///   is not finite comes with a gradient of zeros.  No frame and no label is a loss of 0.
/// - Precondition: every label and `null` are below C, and no label is `null`; the options are in
///   their ranges.
/// - Complexity: time O(T·(C + L)), memory O(T·L).
/// - Source: Graves et al., ICML 2006, equations 6 to 16.
public func ctcLoss(
  logits: Matrix, target: [Int], null: Int, options: CTCLossOptions = CTCLossOptions()
) -> (loss: Float, gradient: Matrix) {
  var losses: [Float] = []
  let gradient = logits.withUnsafePointer { logitBase in
    Matrix(uninitializedRows: logits.rows, columns: logits.columns) { gradientBase in
      func view(_ base: UnsafeMutablePointer<Float>) -> MatrixView {
        MatrixView(base: base, rows: logits.rows, columns: logits.columns, stride: logits.columns)
      }
      losses = ctcLoss(
        logits: view(UnsafeMutablePointer(mutating: logitBase)),
        layout: RaggedLayout(lengths: [logits.rows]), targets: [target], null: null,
        options: options, gradient: view(gradientBase))
    }
  }
  return (losses[0], gradient)
}

/// The negative log-likelihood of each of several targets and its gradient for the logits, by
/// `Parallelism.threadCount` threads; the same numbers whatever their number.
///
/// - Parameters:
///   - logits: unnormalized, shape [frames, symbols] for each utterance.
///   - targets: the labels of each utterance, never `null`.
///   - null: the index of the null symbol, see ``Alphabet/null``.
///   - options: what is added to the loss.
/// - Returns: for each utterance what `ctcLoss(logits:target:null:)` gives it.
/// - Precondition: there are as many targets as utterances; labels and options are as for one.
public func ctcLoss(
  logits: [Matrix], targets: [[Int]], null: Int, options: CTCLossOptions = CTCLossOptions()
) -> (losses: [Float], gradients: [Matrix]) {
  precondition(
    targets.count == logits.count, "\(targets.count) targets for \(logits.count) utterances")
  let results = inParallel(logits.count) {
    ctcLoss(logits: logits[$0], target: targets[$0], null: null, options: options)
  }
  return (results.map(\.loss), results.map(\.gradient))
}

/// The negative log-likelihood of a target without its gradient, in memory that does not grow with
/// the number of frames.
///
/// - Parameters:
///   - logits: unnormalized, shape [frames T, symbols C]; log-probabilities are logits, too.
///   - target: labels, length L, never `null`.
///   - null: the index of the null symbol, see ``Alphabet/null``.
/// - Returns: the loss that `ctcLoss(logits:target:null:)` gives.
/// - Precondition: every label and `null` are below C, and no label is `null`.
/// - Complexity: time O(T·(C + L)), memory O(C + L).
public func ctcNegativeLogLikelihood(logits: Matrix, target: [Int], null: Int) -> Float {
  let symbols = logits.columns
  precondition(null >= 0 && null < symbols, "null symbol \(null) of \(symbols)")
  for label in target {
    precondition(label >= 0 && label < symbols && label != null, "label \(label) of \(symbols)")
  }
  guard logits.rows >= minimumFrames(for: target) else { return .infinity }
  let softmax = MatrixBuffer()
  softmax.reshape(rows: 1, columns: symbols)
  defer { withExtendedLifetime(softmax) {} }
  return logits.withUnsafePointer { pointer in
    let utterance = Utterance(
      index: 0, layout: RaggedLayout(lengths: [logits.rows]),
      logits: MatrixView(
        base: UnsafeMutablePointer(mutating: pointer), rows: logits.rows, columns: symbols,
        stride: symbols),
      gradient: softmax.view.repeated(logits.rows), target: target, null: null)
    return TrellisPool.shared.withMemory { memory in
      memory.withTrellis(target: target, null: null, frames: logits.rows, keepsFrames: false) {
        $0.lossAlone(of: utterance)
      }
    }
  }
}

/// The negative log-likelihood of each of several targets and the gradient for the logits of all,
/// by several threads; the same numbers whatever their number.
///
/// - Parameters:
///   - logits: unnormalized, shape [frames of all utterances, symbols C].
///   - layout: where the frames of each utterance stand.
///   - targets: the labels of each utterance, in the layout's order.
///   - null: the index of the null symbol.
///   - options: what is added to the loss.
///   - gradient: the logits' shape, overwritten; it may be `logits` itself.
///   - pool: the threads that share the work.
/// - Returns: one loss for each utterance, as `ctcLoss(logits:target:null:)` gives it.
package func ctcLoss(
  logits: MatrixView, layout: RaggedLayout, targets: [[Int]], null: Int,
  options: CTCLossOptions = CTCLossOptions(), gradient: MatrixView, pool: ThreadPool = .shared
) -> [Float] {
  let symbols = logits.columns
  precondition(
    (0..<1).contains(options.labelSmoothing), "a label smoothing of \(options.labelSmoothing)")
  precondition(
    options.nullPenalty >= 0 && options.nullPenalty.isFinite, "a penalty of \(options.nullPenalty)")
  precondition(
    targets.count == layout.lengths.count,
    "\(targets.count) targets for \(layout.lengths.count) utterances")
  precondition(
    logits.rows >= layout.rows && gradient.rows >= layout.rows && gradient.columns == symbols,
    "logits and gradient of \(layout.rows) rows and the same columns")
  precondition(null >= 0 && null < symbols, "null symbol \(null) of \(symbols)")
  for label in targets.joined() {
    precondition(label >= 0 && label < symbols && label != null, "label \(label) of \(symbols)")
  }
  var losses = [Float](repeating: 0, count: targets.count)
  losses.withUnsafeMutableBufferPointer { losses in
    pool.perform(targets.count) { index in
      let utterance = Utterance(
        index: index, layout: layout, logits: logits, gradient: gradient, target: targets[index],
        null: null, options: options)
      losses[index] = utterance.loss()
    }
  }
  return losses
}

/// One utterance of a ragged batch.
struct Utterance {
  let index: Int
  let layout: RaggedLayout
  let logits: MatrixView
  let gradient: MatrixView
  let target: [Int]
  let null: Int
  var options = CTCLossOptions()

  /// The number T of frames.
  var frames: Int { layout.lengths[index] }

  /// The logits of frame `t`.
  func logits(at t: Int) -> UnsafeMutablePointer<Float> {
    logits.row(layout.row(of: index, at: t))
  }

  /// The gradient of frame `t`.
  func gradient(at t: Int) -> UnsafeMutablePointer<Float> {
    gradient.row(layout.row(of: index, at: t))
  }

  /// Writes the gradient and returns the loss.
  func loss() -> Float {
    guard frames >= minimumFrames(for: target) else {
      clearGradient()
      return .infinity
    }
    return TrellisPool.shared.withMemory { memory in
      memory.withTrellis(target: target, null: null, frames: frames) { $0.loss(of: self) }
    }
  }

  /// Sets the gradient of every frame to zero.
  func clearGradient() {
    for t in 0..<frames { gradient(at: t).update(repeating: 0, count: gradient.columns) }
  }
}
