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
public struct NetworkShape: Sendable, Equatable, Codable {
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

  /// Three bidirectional layers of 256 cells over pairs of frames.
  public init() {}

  /// The number of output frames for `frames` feature frames.
  public func frameCount(_ frames: Int) -> Int {
    (frames + stackedFrames - 1) / stackedFrames
  }
}

/// The recurrent cells that a network can be made of.
public enum CellKind: String, Sendable, Codable, CaseIterable {
  /// Long short-term memory with gates i, f, g, o (Hochreiter and Schmidhuber 1997; Gers 2000).
  case lstm
}
