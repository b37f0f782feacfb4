import RecurrentNetwork
import Training

/// One step on 16 utterances of 200 to 400 frames: three layers of 320 cells in two directions, 80
/// features, 32 symbols; loss, gradient, clipping and Adam.
func train(_ precision: Precision) throws -> Repetition {
  let lengths = (0..<16).map { 400 - 200 * $0 / 15 }
  var shape = NetworkShape()
  shape.units = 320
  shape.stackedFrames = 1
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
