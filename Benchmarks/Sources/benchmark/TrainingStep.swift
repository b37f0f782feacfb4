import RecurrentNetwork
import Training

/// What a training step works on: three layers in two directions over 80 features, 32 symbols.
struct TrainingSizes: Sendable {
  var cell = CellKind.lstm
  var units = 320
  var utterances = 16
  /// Frames of the longest utterance; the shortest has half as many.
  var frames = 400
  var front = FrontKind.stacking

  /// The sizes that "Benchmarks/compare" knows, by the ends of the cases' names.
  static let all: [String: TrainingSizes] = [
    "": TrainingSizes(),
    "-units-128": TrainingSizes(units: 128),
    "-units-512": TrainingSizes(units: 512),
    "-units-1024": TrainingSizes(units: 1024),
    "-gru": TrainingSizes(cell: .gru),
    "-batch-1": TrainingSizes(utterances: 1),
    "-batch-4": TrainingSizes(utterances: 4),
    "-batch-64": TrainingSizes(utterances: 64),
    "-long": TrainingSizes(frames: 800),
    "-convolution": TrainingSizes(front: .convolution),
  ]

  /// A case for each of ``all`` in each precision.
  static var cases: [String: @Sendable () throws -> Repetition] {
    var cases: [String: @Sendable () throws -> Repetition] = [:]
    for (name, sizes) in all {
      for precision in Precision.allCases {
        let suffix = precision == .f32 ? "" : "-\(precision)"
        cases["train\(name)\(suffix)"] = { try train(sizes, precision) }
      }
    }
    return cases
  }
}

/// One step on utterances of 200 to 400 frames, or of `sizes.frames`: loss, gradient, clipping and Adam.
func train(_ sizes: TrainingSizes, _ precision: Precision) throws -> Repetition {
  let lengths = (0..<sizes.utterances).map {
    sizes.frames - sizes.frames / 2 * $0 / max(1, sizes.utterances - 1)
  }
  var shape = NetworkShape()
  (shape.cell, shape.units, shape.front) = (sizes.cell, sizes.units, sizes.front)
  if sizes.front == .stacking { shape.stackedFrames = 1 }
  shape.dropout = 0
  let network = try Network(
    NetworkConfiguration(inputs: 80, outputs: 32, shape: shape), seed: 1, precision: precision)
  let examples = lengths.enumerated().map { n, length in
    Example(
      features: Matrix(
        rows: length, columns: 80,
        elements: (0..<length * 80).map { 3 * noise(n * 32000 + $0) }),
      target: (0..<length / 8).map { Int(hashed(n * 50 + $0) % 31) + 1 })
  }
  let step = TrainingStep(network: network, null: 0, OptimizerConfiguration())
  return {
    let result = step.run(examples, learningRate: 1e-3, dropoutSeed: nil)
    return Double(result.losses.reduce(0, +))
  }
}
