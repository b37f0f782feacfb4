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
  let heard = collapsed(logits.bestPath, null: null)
  guard heard != target else { return 0 }
  return ctcNegativeLogLikelihood(logits: logits, target: target, null: null)
    - ctcNegativeLogLikelihood(logits: logits, target: heard, null: null)
}

extension TrainingStep {
  /// The excess losses of examples of the last batch, before its step was taken.
  ///
  /// - Parameters:
  ///   - examples: the batch.
  ///   - chosen: which of them; by default all.
  /// - Returns: a loss for each one chosen.
  func excessLosses(of examples: [Example], at chosen: [Int]? = nil) -> [Float] {
    let chosen = chosen ?? Array(examples.indices)
    return inParallel(chosen.count) { [null, logits] number in
      let index = chosen[number]
      return excessLoss(logits: logits[index], target: examples[index].target, null: null)
    }
  }
}
