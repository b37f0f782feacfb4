import NumericCore

extension ParameterStore {
  /// Draws every value uniformly from ±1/√n, n the number of cells or, in the output layer, of its
  /// inputs, as PyTorch does, and sets the forget gates' bias to one (Gers, Schmidhuber and Cummins
  /// 2000), so that a cell remembers until it has learned to forget.
  func initialize(units: Int, seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for entry in entries {
      let recurrent = entry.name.hasPrefix("lstm.")
      let fanIn = recurrent ? units : entries[entries.count - 2].columns
      let bound = 1 / Float(fanIn).squareRoot()
      var values = (0..<entry.count).map { _ in generator.uniform(in: -bound...bound) }
      if entry.name.hasPrefix("lstm.bias_ih") {
        for j in units..<2 * units { values[j] = 1 }
      } else if entry.name.hasPrefix("lstm.bias_hh") {
        for j in units..<2 * units { values[j] = 0 }
      }
      set(entry, to: values)
    }
  }
}
