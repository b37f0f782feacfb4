/// The shape of a network: what enters, what leaves, and the layers between.
public struct NetworkConfiguration: Sendable, Equatable, Codable {
  /// The number of features in a frame.
  public var inputs: Int
  /// The number of symbols, the null symbol included.
  public var outputs: Int
  /// The layers between.
  public var shape: NetworkShape

  /// A network from `inputs` features to `outputs` symbols.
  public init(inputs: Int, outputs: Int, shape: NetworkShape = NetworkShape()) {
    self.inputs = inputs
    self.outputs = outputs
    self.shape = shape
  }
}

/// The recurrent layers of a network.
public struct NetworkShape: Sendable, Equatable {
  /// The recurrent cell.
  public var cell = CellKind.lstm
  /// Cells a layer and direction.
  public var units = 256
  /// Recurrent layers, one on top of the other.
  public var layers = 3
  /// Whether each layer also reads the sequence backwards.
  public var bidirectional = true
  /// How many consecutive frames become one input; the network's frame rate falls by as much.
  public var stackedFrames = 2
  /// The share of a layer's outputs that the layer above does not see in training.
  public var dropout: Float = 0.2
  /// The width that an LSTM's outputs are brought down to, for the next step too; 0 to leave them.
  ///
  /// Jordan's network always has such outputs, as many as units if this is 0.
  public var projection = 0
  /// What makes the hidden state in Elman's and Jordan's networks.
  public var activation = Activation.tanh
  /// What makes the outputs of Jordan's network.
  public var outputActivation = Activation.tanh
  /// The number of steps after which the gradient of a recurrent layer is cut off, at multiples of
  /// it in each sequence (truncated backpropagation through time); 0 never.
  public var truncation = 0
  /// How the recurrent weights begin.
  public var initialization = RecurrentInitialization.uniform

  /// Three bidirectional layers of 256 cells over pairs of frames.
  public init() {}

  /// The number of output frames for `frames` feature frames.
  public func frameCount(_ frames: Int) -> Int {
    (frames + stackedFrames - 1) / stackedFrames
  }
}

/// A function between pre-activations and activations, element by element.
public enum Activation: String, Sendable, Codable, CaseIterable {
  /// The number itself.
  case linear
  /// The hyperbolic tangent.
  case tanh
  /// The number itself, or 0 if that is larger.
  case relu
  /// 1 / (1 + e⁻ˣ).
  case sigmoid
}

/// How the weights from one step to the next begin.
public enum RecurrentInitialization: String, Sendable, Codable, CaseIterable {
  /// Uniform in ±1/√units, biases too, as PyTorch begins.
  case uniform
  /// For each gate an orthogonal matrix, biases zero (Saxe, McClelland and Ganguli 2014).
  case orthogonal
  /// The identity, biases zero: with Elman's cell and `relu` the IRNN of Le, Jaitly and Hinton 2015.
  case identity
}

extension NetworkShape: Codable {
  /// Reads a shape; what came with later versions may be missing.
  public init(from decoder: any Decoder) throws {
    let keys = try decoder.container(keyedBy: CodingKeys.self)
    cell = try keys.decode(CellKind.self, forKey: .cell)
    units = try keys.decode(Int.self, forKey: .units)
    layers = try keys.decode(Int.self, forKey: .layers)
    bidirectional = try keys.decode(Bool.self, forKey: .bidirectional)
    stackedFrames = try keys.decode(Int.self, forKey: .stackedFrames)
    dropout = try keys.decode(Float.self, forKey: .dropout)
    func later<T: Decodable>(_ value: inout T, _ key: CodingKeys) throws {
      value = try keys.decodeIfPresent(T.self, forKey: key) ?? value
    }
    try later(&projection, .projection)
    try later(&activation, .activation)
    try later(&outputActivation, .outputActivation)
    try later(&truncation, .truncation)
    try later(&initialization, .initialization)
  }
}
