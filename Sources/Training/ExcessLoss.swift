import CTC
import NumericCore
import RecurrentNetwork

/// How much less likely a text is than what a network hears: the loss of the text above that of the
/// best path's labelling, in nats.
///
/// A word that is hard to hear has a high loss whatever is written; a text that does not belong to
/// its sound has a high loss where another one has not.
///
/// - Parameters:
///   - logits: what the network says, [T, symbols].
///   - target: the labels of the text.
///   - null: the null symbol.
/// - Returns: the excess; 0 where the text is heard, infinite for a text that is too long.
func excessLoss(logits: Matrix, target: [Int], null: Int) -> Float {
  let path = (0..<logits.rows).map { t in
    var best = 0
    for symbol in 1..<logits.columns where logits[t, symbol] > logits[t, best] { best = symbol }
    return best
  }
  let heard = collapsed(path, null: null)
  guard heard != target else { return 0 }
  return ctcNegativeLogLikelihood(logits: logits, target: target, null: null)
    - ctcNegativeLogLikelihood(logits: logits, target: heard, null: null)
}

extension TrainingStep {
  /// The excess loss of each example of the last batch, before its step was taken.
  func excessLosses(of examples: [Example]) -> [Float] {
    let logits = pass.logits.view
    let layout = pass.layout
    let order = Self.byLength(examples)
    let sorted = inParallel(examples.count) { [null] position in
      let frames = Matrix(
        uninitializedRows: layout.lengths[position], columns: logits.columns
      ) { base in
        for t in 0..<layout.lengths[position] {
          (base + t * logits.columns).update(
            from: logits.row(layout.row(of: position, at: t)), count: logits.columns)
        }
      }
      return excessLoss(logits: frames, target: examples[order[position]].target, null: null)
    }
    var losses = [Float](repeating: 0, count: examples.count)
    for (position, index) in order.enumerated() { losses[index] = sorted[position] }
    return losses
  }
}
