import Interchange
import RecurrentNetwork
import SequenceLabeler

/// Logits of one recording of `frames` frames: three layers of 320 cells in two directions, 80
/// features, 32 symbols, with weights that peers.py makes likewise.
func inference(frames: Int, precision: Precision = .f32) throws -> Repetition {
  var shape = NetworkShape()
  shape.units = 320
  shape.stackedFrames = 1
  shape.dropout = 0
  let configuration = NetworkConfiguration(inputs: 80, outputs: 32, shape: shape)
  let network = try Network(configuration, seed: 1, precision: precision)
  var offset = 0
  let tensors = configuration.parameterShapes.map { name, shape in
    let count = shape.reduce(1, *)
    defer { offset += count }
    return SafeTensors.Tensor(
      name: name, shape: shape, values: (offset..<offset + count).map { noise($0) / 8 })
  }
  try network.update { try $0.load(SafeTensors(tensors: tensors)) }
  let features = Matrix(
    rows: frames, columns: 80, elements: (0..<frames * 80).map { 3 * noise($0) })
  return {
    network.logits(of: features).elements.reduce(0) { $0 + Double($1) * Double($1) }
  }
}
