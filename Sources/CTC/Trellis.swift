import CKernels
import Foundation
import NumericCore

/// The forward and backward states of one utterance, with their memory.
///
/// A state is a mantissa and an exponent (Sources/CKernels/ctc.inc), so that no state is lost
/// however improbable.  Label states and null states stand in arrays of their own: null state u
/// stands before label u, and the last one after all labels.
final class Trellis {
  /// Zero states before and after each array, so that vectors may reach past either end.
  private static let margin = 16
  private static let zeroExponent: Float = -1e38
  private static let forbidden: Float = -2e38

  private let emissions = MatrixBuffer()
  private let forward = MatrixBuffer()
  private let states = MatrixBuffer()
  private let skips = MatrixBuffer()
  private var symbols: [Int32] = []

  /// The loss of `utterance`, whose gradient it writes.
  func loss(of utterance: Utterance) -> Float {
    guard utterance.frames >= minimumFrames(for: utterance.target) else {
      utterance.clearGradient()
      return .infinity
    }
    prepare(target: utterance.target, null: utterance.null, frames: utterance.frames)
    let loss = runForward(utterance)
    guard loss.isFinite else {
      utterance.clearGradient()
      return Float(loss)
    }
    runBackward(utterance)
    return Float(max(loss, 0))
  }

  /// The number of states of either kind, a multiple of the vector width.
  private var width: Int { forward.columns / 4 }

  private func prepare(target: [Int], null: Int, frames: Int) {
    let width = (target.count + Self.margin) / Self.margin * Self.margin
    forward.reshape(rows: frames, columns: 4 * width)
    emissions.reshape(rows: frames, columns: 2 * (width + Self.margin))
    states.reshape(rows: 4, columns: width + 2 * Self.margin)
    skips.reshape(rows: 1, columns: width + Self.margin)
    skips.view.fill(Self.forbidden)
    for (u, (before, label)) in zip(target, target.dropFirst()).enumerated() where before != label {
      skips.view.row(0)[u + 1] = 0
    }
    symbols = [Int32(null)] + target.map { Int32($0) }
  }

  /// Puts all probability on null state `position`, as it is before the first frame or after the
  /// last.
  private func start(at position: Int) {
    states.view.rows(0..<1).fill(0)
    states.view.rows(1..<2).fill(Self.zeroExponent)
    states.view.rows(2..<3).fill(0)
    states.view.rows(3..<4).fill(Self.zeroExponent)
    states.view.row(2)[Self.margin + position] = 1
    states.view.row(3)[Self.margin + position] = 0
  }

  /// Fills the forward states and the softmax of every frame; returns the loss.
  private func runForward(_ utterance: Utterance) -> Double {
    let labels = symbols.count - 1
    start(at: 0)
    var logPartition = 0.0
    for t in 0..<utterance.frames {
      let sum = kernels.ctc_frame(
        utterance.logits(at: t), utterance.logits.columns, symbols, symbols.count,
        emissions.columns / 2, emissions.view.row(t), utterance.gradient(at: t))
      logPartition += log(Double(sum))
      kernels.ctc_forward(
        width, emissions.view.row(t), emissions.columns / 2, skips.view.base,
        states.view.base + Self.margin, states.columns, forward.view.row(t))
    }
    let total = logAdd(
      logProbability(row: 0, at: labels - 1), logProbability(row: 2, at: labels))
    return logPartition - total
  }

  /// Subtracts the posterior of every symbol from the softmax in the gradient.
  private func runBackward(_ utterance: Utterance) {
    start(at: symbols.count - 1)
    for t in stride(from: utterance.frames - 1, through: 0, by: -1) {
      kernels.ctc_backward(
        width, emissions.view.row(t), emissions.columns / 2, skips.view.base,
        states.view.base + Self.margin, states.columns, forward.view.row(t), symbols,
        symbols.count, utterance.gradient(at: t))
    }
  }

  /// The natural logarithm of a state whose mantissa stands in `row`.
  private func logProbability(row: Int, at position: Int) -> Double {
    let mantissa = states.view.row(row)[Self.margin + position]
    let exponent = states.view.row(row + 1)[Self.margin + position]
    return log(Double(mantissa)) + Double(exponent) * log(2)
  }
}

/// Trellises to use again, so that training allocates their memory once.
final class TrellisPool: @unchecked Sendable {
  static let shared = TrellisPool()

  private let lock = NSLock()
  private var free: [Trellis] = []

  /// Calls `body` with a trellis that nobody else uses meanwhile.
  func withTrellis<R>(_ body: (Trellis) -> R) -> R {
    let trellis = lock.withLock { free.popLast() } ?? Trellis()
    defer { lock.withLock { free.append(trellis) } }
    return body(trellis)
  }
}
