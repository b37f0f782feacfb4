import AudioFrontEnd
import CTC
import Foundation
import Interchange
import RecurrentNetwork

guard let path = CommandLine.arguments.dropFirst().first else {
  print("usage: TrainingLoop DATASET")
  exit(64)
}
do {
  let recordings = try Manifest(contentsOf: URL(filePath: path)).entries
  let alphabet = Alphabet(transcripts: recordings.map(\.text))
  let targets = try recordings.map { try alphabet.labels(of: $0.text) }
  let extractor = try FeatureExtractor(
    FilterBankConfiguration(sampleRate: 8000, melBinCount: 24))
  let features = try recordings.map {
    let clip = try AudioClip(contentsOf: $0.audioPath).resampled(to: 8000)
    return UtteranceNormalization(normalizesVariance: true)
      .normalized(extractor.features(of: clip))
  }

  var shape = NetworkShape()
  (shape.units, shape.layers, shape.stackedFrames, shape.dropout) = (48, 1, 3, 0)
  let network = try Network(
    NetworkConfiguration(inputs: 24, outputs: alphabet.count, shape: shape), seed: 1)
  let pass = NetworkPass(network)
  var gradients = network.parameters.zeros()
  var optimizer = Optimizer(for: network.parameters)
  for step in 1...240 {
    let logits = pass.forward(features)
    let (losses, logitGradients) = ctcLoss(logits: logits, targets: targets, null: alphabet.null)
    pass.backward(logitGradients, scale: 1 / Float(losses.count), addingTo: &gradients)
    let norm = optimizer.step(network, gradients: &gradients, learningRate: 0.01)
    if step % 40 == 0 {
      print("step \(step): loss \(losses.reduce(0, +) / Float(losses.count)), gradient \(norm)")
    }
  }

  let decoder = GreedyDecoder(alphabet: alphabet)
  for (recording, logits) in zip(recordings, network.logits(of: features)) {
    let heard = alphabet.text(of: decoder.decoded(logits.logSoftmax()).labels)
    print("\(recording.text): \(heard)")
  }
} catch {
  print(error)
  exit(1)
}
