import RecurrentNetwork

extension TrainingStep {
  /// The number of output frames of the last batch, and of those among them in which the null symbol
  /// was the likeliest.
  var outputFrames: (all: Int, null: Int) {
    let rows = logits.reduce(0) { $0 + $1.rows }
    let nulls = logits.reduce(0) { sum, logits in
      sum + (0..<logits.rows).count { t in logits.row(t).allSatisfy { $0 <= logits[t, null] } }
    }
    return (rows, nulls)
  }

  /// The number of units of all recurrent layers, and of those among them that were silent in every
  /// frame of the last batch.
  var units: (all: Int, dead: Int) { pass.units }
}
