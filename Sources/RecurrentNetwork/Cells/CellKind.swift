/// The recurrent cells that a network can be made of.
public enum CellKind: String, Sendable, Codable, CaseIterable {
  /// Long short-term memory with gates i, f, g, o (Hochreiter and Schmidhuber 1997; Gers 2000);
  /// `nn.LSTM`, with ``NetworkShape/projection`` its `proj_size`.
  case lstm
  /// The same, its gates seeing the memory by diagonal weights (Gers 2002).
  case peephole = "lstm-peephole"
  /// Gated recurrent units (Cho et al. 2014); `nn.GRU`.
  case gru
  /// The simple recurrent network of Elman 1990, h_t = g(W x_t + U h_{t-1} + b), g being
  /// ``NetworkShape/activation``; `nn.RNN`.
  case elman
  /// The network of Jordan 1986, which feeds back its outputs: h_t = g(W x_t + U y_{t-1} + b),
  /// y_t = g₂(V h_t + b_y), g₂ being ``NetworkShape/outputActivation``.
  case jordan

  /// What the parameters' names begin with; behind it they are those of PyTorch's module.
  var prefix: String {
    switch self {
    case .lstm, .peephole: "lstm"
    case .gru: "gru"
    case .elman: "rnn"
    case .jordan: "jordan"
    }
  }

  /// The values that ``NetworkShape/projection`` may have.
  func projections(units: Int) -> ClosedRange<Int> {
    switch self {
    case .lstm, .peephole: 0...max(0, units - 1)
    case .gru, .elman: 0...0
    case .jordan: 0...16_384
    }
  }
}

extension NetworkShape {
  /// A cell of this kind.
  var recurrentCell: any RecurrentCell {
    switch cell {
    case .lstm: LSTMCell(units: units)
    case .peephole: LSTMCell(units: units, hasPeepholes: true)
    case .gru: GRUCell(units: units)
    case .elman, .jordan: SimpleCell(units: units, activation: activation)
    }
  }

  /// The function of the projection, which then has a bias too.
  var projectionActivation: Activation? {
    cell == .jordan ? outputActivation : nil
  }

  /// The width of what a layer emits in one direction and feeds back.
  var outputs: Int {
    projection > 0 ? projection : units
  }
}

extension NetworkShape {
  /// The vectors among the parameters of a direction: the cell's, then the projection's bias.
  var vectors: [CellVector] {
    let cell = recurrentCell
    let bias = CellVector(name: "bias_hr", count: outputs, place: cell.vectorCount)
    return projectionActivation == nil ? cell.vectors : cell.vectors + [bias]
  }

  /// Names and shapes of the parameters of a direction with `inputs` inputs.
  func parameters(inputs: Int) -> [(name: String, shape: [Int])] {
    let sums = recurrentCell.gateCount * units
    let matrices = [("weight_ih", [sums, inputs]), ("weight_hh", [sums, outputs])]
    let projects = projection > 0 || cell == .jordan
    return matrices + vectors.map { ($0.name, [$0.count]) }
      + (projects ? [("weight_hr", [outputs, units])] : [])
  }
}
