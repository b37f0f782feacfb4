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
  /// What makes the inputs of the first layer of the features.
  public var front = FrontKind.stacking
  /// How many consecutive frames become one input of the front ``FrontKind/stacking``; the frame
  /// rate falls by as much.
  public var stackedFrames = 2
  /// The channels of each convolution of the front ``FrontKind/convolution``.
  public var frontChannels = 32
  /// How many frames the convolutions advance at a time, one after the other; the frame rate falls
  /// by their product.
  public var frontStrides = [2, 2]
  /// How the outputs of two directions become those of their layer.
  public var merge = DirectionMerge.concatenate
  /// Whether a layer's inputs are added to its outputs where they are as wide (He 2016).
  public var residual = false
  /// What is done to each layer's outputs before anything else reads them.
  public var normalization = OutputNormalization.none
  /// How many frames of a layer's outputs become one input of the layer above, from the lowest layer
  /// upwards; 1 for those that the list does not reach.
  ///
  /// - Source: the pyramid of Chan, Jaitly, Le and Vinyals, ICASSP 2016.
  public var pyramid: [Int] = []
  /// The share of a layer's outputs that the layer above does not see in training.
  public var dropout: Float = 0.2
  /// What is dropped together.
  public var dropoutKind = DropoutKind.element
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
  /// What is added to the initial bias of the null symbol's output; below 0, a network begins by
  /// writing more symbols than it should rather than none.
  public var nullBias: Float = 0

  /// Three bidirectional layers of 256 cells over pairs of frames.
  public init() {}
}

/// What makes the inputs of the first recurrent layer of the features.
public enum FrontKind: String, Sendable, Codable, CaseIterable {
  /// Consecutive frames side by side.
  case stacking
  /// Convolutions over time and frequency, each of 3 × 3 with padding 1 (`nn.Conv2d`) and a ReLU
  /// behind it, halving the frequencies; what they leave of a frame, channels within frequencies,
  /// is one input.
  case convolution
}

/// How the outputs of two directions become those of their layer, element by element but for the
/// first.
public enum DirectionMerge: String, Sendable, Codable, CaseIterable {
  /// Side by side.
  case concatenate
  /// Their sum.
  case sum
  /// Half their sum.
  case average
  /// The larger one.
  case maximum
}

/// What is done to each layer's outputs before anything else reads them.
public enum OutputNormalization: String, Sendable, Codable, CaseIterable {
  /// Nothing.
  case none
  /// Layer normalization, `nn.LayerNorm` (Ba, Kiros and Hinton 2016).
  case layer
}

/// What dropout drops together.
public enum DropoutKind: String, Sendable, Codable, CaseIterable {
  /// Every output of every frame for itself (Srivastava et al. 2014).
  case element
  /// An output in all frames of a sequence (Gal and Ghahramani 2016).
  case sequence
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
    try later(&front, .front)
    try later(&frontChannels, .frontChannels)
    try later(&frontStrides, .frontStrides)
    try later(&merge, .merge)
    try later(&residual, .residual)
    try later(&normalization, .normalization)
    try later(&pyramid, .pyramid)
    try later(&dropoutKind, .dropoutKind)
    try later(&nullBias, .nullBias)
  }
}
