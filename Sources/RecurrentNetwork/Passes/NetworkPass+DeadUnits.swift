extension NetworkPass {
  /// The number of outputs of all recurrent layers, and of those among them that stayed within
  /// ±0.0001 in every frame, dropped ones aside.
  package var units: (all: Int, dead: Int) {
    var (all, dead) = (0, 0)
    for outputs in memory.blocks.map(\.activations.output.view) {
      var isSilent = [Bool](repeating: true, count: outputs.columns)
      for row in 0..<outputs.rows {
        let values = outputs.row(row)
        for column in 0..<outputs.columns where abs(values[column]) > 1e-4 {
          isSilent[column] = false
        }
      }
      all += outputs.columns
      dead += isSilent.count { $0 }
    }
    return (all, dead)
  }
}
