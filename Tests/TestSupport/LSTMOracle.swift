import Foundation

/// One layer of long short-term memory in one direction, in double precision, one line of code for
/// each equation: slow, and obvious.
public struct LSTMOracleLayer {
  /// Weights of the input [4H, D] and of the hidden state [4H, H]; gates in the order i, f, g, o.
  public var inputWeights, recurrentWeights: [[Double]]
  /// The sum of both biases, [4H].
  public var bias: [Double]
  /// What cell input and cell output pass through.
  public var squash: @Sendable (Double) -> Double = { tanh($0) }

  /// A layer of these parameters.
  public init(inputWeights: [[Double]], recurrentWeights: [[Double]], bias: [Double]) {
    self.inputWeights = inputWeights
    self.recurrentWeights = recurrentWeights
    self.bias = bias
  }

  /// Hidden and cell state after each frame.
  public func run(_ input: [[Double]]) -> (hidden: [[Double]], cells: [[Double]]) {
    let units = bias.count / 4
    var h = [Double](repeating: 0, count: units)
    var c = h
    var (hidden, cells): ([[Double]], [[Double]]) = ([], [])
    for x in input {
      let a = (0..<4 * units).map {
        dot(inputWeights[$0], x) + dot(recurrentWeights[$0], h) + bias[$0]
      }
      for j in 0..<units {
        let (i, f, o) = (sigmoid(a[j]), sigmoid(a[units + j]), sigmoid(a[3 * units + j]))
        let g = squash(a[2 * units + j])
        c[j] = f * c[j] + i * g
        h[j] = o * squash(c[j])
      }
      hidden.append(h)
      cells.append(c)
    }
    return (hidden, cells)
  }
}

/// Stacked layers, in one or two directions, and an affine output.
public struct LSTMOracle {
  /// The parameters under PyTorch's names, matrices row by row.
  public var parameters: [String: [Double]]
  let units, layers, outputs: Int
  let bidirectional: Bool

  /// The network of these parameters.
  public init(
    parameters: [String: [Double]], units: Int, layers: Int, bidirectional: Bool, outputs: Int
  ) {
    self.parameters = parameters
    self.units = units
    self.layers = layers
    self.bidirectional = bidirectional
    self.outputs = outputs
  }

  /// The logits of one sequence, the output of each layer multiplied by its mask, if it has one.
  public func logits(of features: [[Double]], masks: [Int: [[Double]]] = [:]) -> [[Double]] {
    var frames = features
    for layer in 0..<layers {
      var output = self.layer("l\(layer)").run(frames).hidden
      if bidirectional {
        let backward = self.layer("l\(layer)_reverse").run(frames.reversed()).hidden
        output = zip(output, backward.reversed()).map { $0 + $1 }
      }
      if let mask = masks[layer] { output = zip(output, mask).map { zip($0, $1).map(*) } }
      frames = output
    }
    let weights = matrix("output.weight", rows: outputs)
    let bias = parameters["output.bias", default: []]
    return frames.map { h in (0..<outputs).map { dot(weights[$0], h) + bias[$0] } }
  }

  /// The gradient for every parameter, by central differences, of the sum of all logits, each
  /// times its weight.
  public func gradients(
    _ sequences: [[[Double]]], lossWeights: [[[Double]]], masks: [[Int: [[Double]]]]
  ) -> [String: [Double]] {
    func loss(_ oracle: LSTMOracle) -> Double {
      sequences.indices.reduce(0) { sum, index in
        let logits = oracle.logits(of: sequences[index], masks: masks[index])
        return sum + zip(logits, lossWeights[index]).reduce(0) { $0 + dot($1.0, $1.1) }
      }
    }
    let step = 1e-5
    return parameters.reduce(into: [:]) { result, part in
      result[part.key] = part.value.indices.map { index in
        var (above, below) = (self, self)
        above.parameters[part.key]?[index] += step
        below.parameters[part.key]?[index] -= step
        return (loss(above) - loss(below)) / (2 * step)
      }
    }
  }

  private func layer(_ suffix: String) -> LSTMOracleLayer {
    let biases = ["lstm.bias_ih_", "lstm.bias_hh_"].map { parameters[$0 + suffix, default: []] }
    return LSTMOracleLayer(
      inputWeights: matrix("lstm.weight_ih_" + suffix, rows: 4 * units),
      recurrentWeights: matrix("lstm.weight_hh_" + suffix, rows: 4 * units),
      bias: zip(biases[0], biases[1]).map(+))
  }

  private func matrix(_ name: String, rows: Int) -> [[Double]] {
    let values = parameters[name, default: []]
    let columns = values.count / rows
    return (0..<rows).map { Array(values[$0 * columns..<($0 + 1) * columns]) }
  }
}

private func dot(_ a: [Double], _ b: [Double]) -> Double {
  zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
}

private func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
