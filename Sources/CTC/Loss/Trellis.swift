import CKernels
import NumericCore

/// The forward and backward states of one utterance.
///
/// A state is a mantissa and an exponent (Sources/CKernels/ctc.inc), so that no state is lost
/// however improbable.  Label states and null states stand in arrays of their own: null state u
/// stands before label u, and the last one after all labels.
struct Trellis {
  /// Zero states before and after each array, so that vectors may reach past either end.
  static let margin = 16
  private static let zeroExponent: Float = -1e38
  private static let forbidden: Float = -2e38

  /// The null symbol, then the target.
  let symbols: UnsafeBufferPointer<Int32>
  /// For each frame, the probabilities of the symbols.
  let emissions: MatrixView
  /// For each frame, the forward states.
  let forward: MatrixView
  /// The states of the frame at hand.
  let states: MatrixView
  /// Which labels may follow the one before them without a null symbol.
  let skips: MatrixView
  /// The posteriors of the frame at hand.
  let posteriors: MatrixView

  /// The number of states of either kind, a multiple of the margin.
  private var width: Int { posteriors.columns }

  /// The number of states of either kind for a target of `labels` labels.
  static func width(labels: Int) -> Int { (labels + margin) / margin * margin }

  /// Writes the gradient of `utterance` and returns its loss.
  func loss(of utterance: Utterance) -> Float {
    markSkips()
    let loss = runForward(utterance)
    guard loss.isFinite else {
      utterance.clearGradient()
      return Float(loss)
    }
    runBackward(utterance)
    return Float(max(loss, 0))
  }

  /// The loss of `utterance`, whose gradient is left with the softmax.
  func lossAlone(of utterance: Utterance) -> Float {
    markSkips()
    let loss = runForward(utterance)
    return Float(loss.isFinite ? max(loss, 0) : loss)
  }

  /// Writes the posteriors of the null symbol and of each label of the target at every frame, shape
  /// [frames T, 1 + L], and returns the loss of `utterance`, whose gradient is left with the softmax.
  func loss(of utterance: Utterance, posteriors shares: MatrixView) -> Float {
    markSkips()
    let loss = runForward(utterance)
    guard loss.isFinite else { return Float(loss) }
    shares.fill(0)
    let places = Array(0..<Int32(symbols.count))
    let exponent = max(final(1), final(3))
    start(at: symbols.count - 1)
    places.withUnsafeBufferPointer { places in
      for t in stride(from: utterance.frames - 1, through: 0, by: -1) {
        kernels.ctc_backward(
          width, emissions.row(t), emissions.columns / 2, skips.base, states.base + Self.margin,
          states.columns, forward.row(t), exponent, -1, places.unsafeBase, places.count,
          posteriors.base, shares.row(t))
      }
    }
    return Float(max(loss, 0))
  }

  private func markSkips() {
    skips.fill(Self.forbidden)
    for u in 1..<max(symbols.count - 1, 1) where symbols[u] != symbols[u + 1] {
      skips.base[u] = 0
    }
  }

  /// Puts all probability on null state `position`, as it is before the first frame or after the
  /// last.
  private func start(at position: Int) {
    for row in [0, 2] { states.rows(row..<row + 1).fill(0) }
    for row in [1, 3] { states.rows(row..<row + 1).fill(Self.zeroExponent) }
    states.row(2)[Self.margin + position] = 1
    states.row(3)[Self.margin + position] = 0
  }

  /// Fills the forward states and the softmax of every frame; returns the loss.
  private func runForward(_ utterance: Utterance) -> Double {
    start(at: 0)
    var logPartition = 0.0
    var divergence = 0.0
    let smoothing = utterance.options.labelSmoothing
    for t in 0..<utterance.frames {
      let uniform =
        smoothing > 0 ? UniformShare(utterance.logits(at: t), utterance.logits.columns) : nil
      let sum = kernels.ctc_frame(
        utterance.logits(at: t), utterance.logits.columns, symbols.unsafeBase, symbols.count,
        emissions.columns / 2, utterance.options.nullPenalty, emissions.row(t),
        utterance.gradient(at: t))
      let logSum = naturalLogarithm(Double(sum))
      logPartition += logSum
      if let uniform { divergence += uniform.divergence(logSum: logSum) }
      kernels.ctc_forward(
        width, emissions.row(t), emissions.columns / 2, skips.base, states.base + Self.margin,
        states.columns, forward.row(t))
    }
    let loss = logPartition - logAdd(logProbability(ofFinal: 0), logProbability(ofFinal: 2))
    guard smoothing > 0 else { return loss }
    return (1 - Double(smoothing)) * max(loss, 0) + Double(smoothing) * divergence
  }

  /// Subtracts the posterior of every symbol from the softmax in the gradient.
  private func runBackward(_ utterance: Utterance) {
    let exponent = max(final(1), final(3))
    let smoothing = utterance.options.labelSmoothing
    let columns = utterance.gradient.columns
    start(at: symbols.count - 1)
    for t in stride(from: utterance.frames - 1, through: 0, by: -1) {
      if smoothing > 0 {
        let gradient = utterance.gradient(at: t)
        for k in 0..<columns { gradient[k] -= smoothing / Float(columns) }
      }
      kernels.ctc_backward(
        width, emissions.row(t), emissions.columns / 2, skips.base, states.base + Self.margin,
        states.columns, forward.row(t), exponent, 1 - smoothing, symbols.unsafeBase, symbols.count,
        posteriors.base, utterance.gradient(at: t))
    }
  }

  /// The mantissa (rows 0 and 2) or exponent (rows 1 and 3) of the last label's state and of the
  /// null state after it.
  private func final(_ row: Int) -> Float {
    states.row(row)[Self.margin + symbols.count - (row < 2 ? 2 : 1)]
  }

  private func logProbability(ofFinal row: Int) -> Double {
    naturalLogarithm(Double(final(row))) + Double(final(row + 1)) * naturalLogarithm(2)
  }
}

/// What it takes to compare one frame's distribution with the uniform one.
private struct UniformShare {
  /// The largest logit less their mean.
  private let excess: Double
  private let symbols: Int

  /// The share of a frame of logits.
  init(_ logits: UnsafePointer<Float>, _ symbols: Int) {
    var sum = 0.0
    var largest = -Float.infinity
    for k in 0..<symbols {
      sum += Double(logits[k])
      largest = max(largest, logits[k])
    }
    excess = Double(largest) - sum / Double(symbols)
    self.symbols = symbols
  }

  /// KL(uniform ‖ softmax), given the logarithm of the sum of all exp(logit - largest).
  func divergence(logSum: Double) -> Double {
    excess + logSum - naturalLogarithm(Double(symbols))
  }
}

extension UnsafeBufferPointer {
  /// The first element of a buffer that is not empty.
  fileprivate var unsafeBase: UnsafePointer<Element> { baseAddress.unsafelyUnwrapped }
}
