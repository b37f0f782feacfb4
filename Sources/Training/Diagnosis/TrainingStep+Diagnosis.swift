import RecurrentNetwork

extension TrainingStep {
  /// The number of output frames of the last batch, and of those among them in which the null symbol
  /// was the likeliest.
  var outputFrames: (all: Int, null: Int) {
    let logits = pass.logits.view
    let rows = pass.layout.rows
    let nulls = (0..<rows).count { row in
      let values = UnsafeBufferPointer(start: logits.row(row), count: logits.columns)
      return values.indices.allSatisfy { values[$0] <= values[null] }
    }
    return (rows, nulls)
  }

  /// The number of units of all recurrent layers, and of those among them that were silent in every
  /// frame of the last batch.
  var units: (all: Int, dead: Int) { pass.units }
}
