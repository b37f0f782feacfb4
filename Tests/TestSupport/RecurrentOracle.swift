import Foundation

/// The equations of a recurrent cell.
public enum OracleCell: String, Sendable {
  case lstm, gru, elman, jordan
  case peephole = "lstm-peephole"
}

/// One recurrent layer in one direction, in double precision, one line of code for each equation:
/// slow, and obvious.
public struct RecurrentOracleLayer {
  /// The cell.
  public var cell: OracleCell
  /// PyTorch's names without layer and direction, matrices row by row; a vector that is missing is
  /// zero.
  public var parameters: [String: [Double]]
  /// The widths of h and y.
  public var units, outputs: Int
  /// What cell input and cell output of an LSTM pass through.
  public var squash: @Sendable (Double) -> Double = { tanh($0) }
  /// g of Elman's and Jordan's networks.
  public var g: @Sendable (Double) -> Double = { tanh($0) }
  /// What makes the outputs of Jordan's network.
  public var g2: @Sendable (Double) -> Double = { tanh($0) }

  /// States that take the place of those before some frames.
  var held: [Int: State] = [:]

  /// What a step leaves for the next.
  struct State {
    var h, c, y: [Double]
  }

  /// A layer of these parameters.
  public init(
    _ cell: OracleCell, units: Int, outputs: Int? = nil, parameters: [String: [Double]] = [:]
  ) {
    (self.cell, self.units, self.outputs) = (cell, units, outputs ?? units)
    self.parameters = parameters
  }

  /// The outputs and, of LSTMs, the cell states after each frame.
  public func run(_ input: [[Double]]) -> (outputs: [[Double]], cells: [[Double]]) {
    let states = states(input)
    return (states.map(\.y), states.map(\.c))
  }

  /// The states after each frame.
  func states(_ input: [[Double]]) -> [State] {
    let peepholes = parameters["weight_peephole"] ?? [Double](repeating: 0, count: 3 * units)
    var h = [Double](repeating: 0, count: units)
    var c = h
    var y = [Double](repeating: 0, count: self.outputs)
    return input.enumerated().map { frame, x in
      if let state = held[frame] { (h, c, y) = (state.h, state.c, state.y) }
      let a = affine("weight_ih", x, "bias_ih")
      let s = affine("weight_hh", y, "bias_hh")
      for j in 0..<units {
        switch cell {
        case .lstm, .peephole:
          let i = sigmoid(a[j] + s[j] + peepholes[j] * c[j])
          let f = sigmoid(a[units + j] + s[units + j] + peepholes[units + j] * c[j])
          let g = squash(a[2 * units + j] + s[2 * units + j])
          c[j] = f * c[j] + i * g
          let o = sigmoid(a[3 * units + j] + s[3 * units + j] + peepholes[2 * units + j] * c[j])
          h[j] = o * squash(c[j])
        case .gru:
          let r = sigmoid(a[j] + s[j])
          let z = sigmoid(a[units + j] + s[units + j])
          let n = tanh(a[2 * units + j] + r * s[2 * units + j])
          h[j] = (1 - z) * n + z * h[j]
        case .elman, .jordan:
          h[j] = g(a[j] + s[j])
        }
      }
      y = parameters["weight_hr"] == nil ? h : affine("weight_hr", h, "bias_hr")
      if cell == .jordan { y = y.map(g2) }
      return State(h: h, c: c, y: y)
    }
  }

  private func affine(_ weights: String, _ x: [Double], _ bias: String) -> [Double] {
    let offsets = parameters[bias, default: []]
    return products(parameters[weights, default: []], x).enumerated().map { row, product in
      product + (offsets.isEmpty ? 0 : offsets[row])
    }
  }
}

/// Stacked layers, in one or two directions, and an affine output.
public struct RecurrentOracle {
  /// The parameters under the names that the network has for them, matrices row by row.
  public var parameters: [String: [Double]]
  /// A layer without parameters.
  let model: RecurrentOracleLayer
  let layers: Int
  let bidirectional: Bool
  /// States that take the place of those before some frames, by the suffix of a layer's parameters.
  private var held: [String: [Int: RecurrentOracleLayer.State]] = [:]

  /// The network of these parameters, its layers of the kind of `model`.
  public init(
    parameters: [String: [Double]], model: RecurrentOracleLayer, layers: Int, bidirectional: Bool
  ) {
    self.parameters = parameters
    self.model = model
    self.layers = layers
    self.bidirectional = bidirectional
  }

  /// The logits of one sequence, the output of each layer multiplied by its mask, if it has one.
  public func logits(of features: [[Double]], masks: [Int: [[Double]]] = [:]) -> [[Double]] {
    var frames = features
    for layer in 0..<layers {
      var output = self.layer("_l\(layer)").run(frames).outputs
      if bidirectional {
        let backward = self.layer("_l\(layer)_reverse").run(frames.reversed()).outputs
        output = zip(output, backward.reversed()).map { $0 + $1 }
      }
      if let mask = masks[layer] { output = zip(output, mask).map { zip($0, $1).map(*) } }
      frames = output
    }
    let (weights, bias) = (parameters["output.weight", default: []], parameters["output.bias"])
    return frames.map { zip(products(weights, $0), bias ?? []).map(+) }
  }

  /// Holds the states of a single layer over `features` where gradients are cut off every `steps`.
  public mutating func cut(every steps: Int, in features: [[Double]]) {
    for (suffix, reversed) in [("_l0", false), ("_l0_reverse", true)] {
      let states = layer(suffix).states(reversed ? features.reversed() : features)
      for frame in features.indices.dropFirst() {
        let t = reversed ? features.count - 1 - frame : frame
        guard t / steps != (reversed ? t + 1 : t - 1) / steps else { continue }
        held[suffix, default: [:]][frame] = states[frame - 1]
      }
    }
  }

  /// The gradient for every parameter, by central differences, of the sum of all logits, each
  /// times its weight.
  public func gradients(
    _ sequences: [[[Double]]], lossWeights: [[[Double]]], masks: [[Int: [[Double]]]]
  ) -> [String: [Double]] {
    func loss(_ oracle: RecurrentOracle) -> Double {
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

  private func layer(_ suffix: String) -> RecurrentOracleLayer {
    var layer = model
    layer.held = held[suffix, default: [:]]
    for (name, values) in parameters where name.hasSuffix(suffix) {
      let short = name.dropLast(suffix.count).split(separator: ".").last ?? ""
      layer.parameters[String(short)] = values
    }
    return layer
  }
}

/// W x, W row by row.
private func products(_ weights: [Double], _ x: [Double]) -> [Double] {
  stride(from: 0, to: weights.count, by: max(1, x.count)).map { row in
    x.indices.reduce(0) { $0 + weights[row + $1] * x[$1] }
  }
}

private func dot(_ a: [Double], _ b: [Double]) -> Double {
  zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
}

private func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
