public import NumericCore

/// Logits of features that arrive piece by piece, from a network that reads forwards only.
///
/// A row comes as soon as the features are there that it depends on, see
/// ``NetworkShape/frameCount(settling:)``.  The rows are those of ``Network/logits(of:)-(Matrix)`` for all
/// features at once: bit for bit, unless the processor's products of few rows round otherwise than
/// those of many, and then to below 1e-5.  Memory holds the state of the layers and the frames that
/// the front still needs.
public struct NetworkStream: Sendable {
  private let network: Network
  /// With the parameters that the network had when the sequence began.
  private let layers: NetworkLayers
  /// The features from the row ``firstRow`` of the front on.
  private var waiting: [Float] = []
  private var firstRow = 0
  /// The rows of the front that the layers have read.
  private var rowsRead = 0
  /// Where the layers stand.
  private var steps: [StepValues?] = []

  private static let framesAtOnce = 4096

  init(_ network: Network) {
    precondition(!network.configuration.shape.bidirectional, "a network that reads backwards")
    self.network = network
    layers = network.layers(for: .inference)
  }

  /// Takes the next features, shape [frames, inputs].
  ///
  /// - Returns: the logits of the output frames that follow from them, shape [rows, outputs], often
  ///   none.
  public mutating func append(_ features: Matrix) -> Matrix {
    append(features) {}
  }

  /// The same; `check`, called every 4096 frames, may end it with an error.
  package mutating func append<E: Error>(
    _ features: Matrix, check: () throws(E) -> Void
  ) throws(E) -> Matrix {
    precondition(
      features.columns == network.configuration.inputs,
      "\(features.columns) features a frame for a network of \(network.configuration.inputs)")
    var parts: [Matrix] = []
    for start in stride(from: 0, to: features.rows, by: Self.framesAtOnce) {
      try check()
      waiting += features.rows(start..<min(start + Self.framesAtOnce, features.rows)).elements
      let settled = firstRow + shape.settledFrontRowCount(waitingFrames)
      parts.append(advance(to: settled / shape.frontRowsPerOutput * shape.frontRowsPerOutput))
    }
    return Matrix(joining: parts, columns: network.configuration.outputs)
  }

  /// Ends the features; the next ones begin another sequence.
  ///
  /// - Returns: the last logits, shape [rows, outputs].
  public mutating func finish() -> Matrix {
    defer { self = NetworkStream(network) }
    return advance(to: firstRow + shape.frontRowCount(waitingFrames))
  }

  private var shape: NetworkShape { network.configuration.shape }
  private var waitingFrames: Int { waiting.count / network.configuration.inputs }

  /// The logits of the front's rows up to `end`, and no longer the features before them.
  private mutating func advance(to end: Int) -> Matrix {
    guard end > rowsRead else { return Matrix(rows: 0, columns: network.configuration.outputs) }
    let inputs = network.configuration.inputs
    let features = Matrix(rows: waitingFrames, columns: inputs, elements: waiting)
    let logits = network.withForwardPass { pass in
      layers.forward(
        features, frontRows: rowsRead - firstRow..<end - firstRow, after: &steps, pass: pass)
      return pass.logits.view.matrix
    }
    rowsRead = end
    let first = max(firstRow, end - shape.unsettledFirstFrontRows)
    let passed = min((first - firstRow) * shape.framesPerFrontRow, waitingFrames)
    waiting.removeFirst(passed * inputs)
    firstRow = first
    return logits
  }
}

extension Network {
  /// A stream that takes the features of one sequence piece by piece.
  ///
  /// - Precondition: the network reads forwards only.
  public func stream() -> NetworkStream { NetworkStream(self) }
}
