import CKernels
import NumericCore

extension ParameterStore {
  /// Draws every value uniformly from ±1/√n as PyTorch does, n the number of cells or, in
  /// convolutions and the output layer, of inputs.
  ///
  /// Recurrent weights and vectors then get what `shape` and its cell have for them; normalizations
  /// begin by changing nothing.
  mutating func initialize(_ shape: NetworkShape, null: Int?, seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let prefix = shape.cell.prefix
    for (index, entry) in entries.enumerated() {
      if entry.name.hasPrefix("norm.") {
        set(
          entry, to: [Float](repeating: entry.name.hasSuffix("weight") ? 1 : 0, count: entry.count))
        continue
      }
      let hasInputs = entry.name.hasPrefix("output.") || entry.name.hasPrefix("front.")
      let weight = entry.name.hasSuffix(".bias") ? entries[index - 1] : entry
      let fanIn = hasInputs ? weight.columns : shape.units
      let bound = 1 / Float(fanIn).squareRoot()
      var values = (0..<entry.count).map { _ in generator.uniform(in: -bound...bound) }
      if shape.initialization != .uniform, entry.name.hasPrefix("\(prefix).weight_hh_l") {
        values = (0..<entry.rows / shape.units).flatMap { _ in
          shape.initialization == .identity
            ? identity(rows: shape.units, columns: entry.columns)
            : orthogonal(rows: shape.units, columns: entry.columns, using: &generator)
        }
      }
      if let vector = shape.vectors.first(where: {
        entry.name.hasPrefix("\(prefix).\($0.name)_l")
      }) {
        if shape.initialization != .uniform { values = values.map { _ in 0 } }
        for j in vector.initial?.range ?? 0..<0 { values[j] = vector.initial?.value ?? 0 }
      }
      if let null, entry.name == "output.bias" { values[null] += shape.nullBias }
      set(entry, to: values)
    }
  }
}

/// Ones on the diagonal.
private func identity(rows: Int, columns: Int) -> [Float] {
  (0..<rows * columns).map { $0 / columns == $0 % columns ? 1 : 0 }
}

/// A matrix whose rows, or columns if they are fewer, are orthogonal and of length 1, every
/// direction being equally likely: normal numbers made orthogonal by Gram and Schmidt's process.
private func orthogonal(
  rows: Int, columns: Int, using generator: inout SeededGenerator
) -> [Float] {
  var basis: [[Float]] = []
  for _ in 0..<min(rows, columns) {
    var vector = (0..<max(rows, columns)).map { _ in generator.normal() }
    for _ in 0..<2 {  // The second round removes what rounding left in the first.
      for other in basis {
        kernels.add_scaled(
          -kernels.dot(other, vector, other.count), other, &vector, vector.count)
      }
    }
    let length = Float(kernels.sum_of_squares(vector, vector.count).squareRoot())
    basis.append(vector.map { $0 / length })
  }
  return rows <= columns
    ? basis.flatMap { $0 } : (0..<rows).flatMap { row in basis.map { $0[row] } }
}
