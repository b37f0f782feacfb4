import NumericCore
import TestSupport
import Testing

@testable import RecurrentNetwork

/// Sizes of a convolution: as the front has them, and at the edges of its kernels.
private struct Sizes: CustomStringConvertible {
  var bins, inputs, channels, stride: Int

  var description: String { "\(bins) bins, \(inputs) to \(channels) channels, stride \(stride)" }

  static let all = [
    Sizes(bins: 20, inputs: 1, channels: 32, stride: 2),
    Sizes(bins: 10, inputs: 32, channels: 32, stride: 2),
    Sizes(bins: 7, inputs: 3, channels: 5, stride: 1),
    Sizes(bins: 2, inputs: 2, channels: 17, stride: 3),
    Sizes(bins: 1, inputs: 4, channels: 1, stride: 2),
  ]
}

/// The definition, in double precision: what each output of a sequence is made of.
private struct DirectConvolution {
  let sizes: Sizes
  /// [output channel, input channel, time, frequency].
  let weight, bias: [Float]

  var outputBins: Int { (sizes.bins + 1) / 2 }

  /// Calls `body` with the places of an output, of an input below it and of their weight.
  func forEach(frames: Int, _ body: (_ output: Int, _ input: Int, _ weight: Int) -> Void) {
    for t in 0..<(frames + sizes.stride - 1) / sizes.stride {
      for f in 0..<outputBins {
        for o in 0..<sizes.channels {
          for i in 0..<sizes.inputs {
            for (dt, df) in (0..<9).map({ ($0 / 3, $0 % 3) }) {
              let (frame, bin) = (t * sizes.stride + dt - 1, 2 * f + df - 1)
              guard (0..<frames).contains(frame), (0..<sizes.bins).contains(bin) else { continue }
              body(
                (t * outputBins + f) * sizes.channels + o,
                (frame * sizes.bins + bin) * sizes.inputs + i,
                ((o * sizes.inputs + i) * 3 + dt) * 3 + df)
            }
          }
        }
      }
    }
  }
}

@Suite("Convolution")
struct ConvolutionTests {
  /// Differences from `expected`, relative to its largest element.
  private func expectClose(_ values: [Float], _ expected: [Double], _ name: Comment) {
    #expect(values.count == expected.count, name)
    let scale = max(1, expected.map { abs($0) }.max() ?? 0)
    #expect(zip(values, expected).allSatisfy { abs(Double($0) - $1) < 1e-5 * scale }, name)
  }

  @Test("outputs and gradients are those of the definition", arguments: Sizes.all)
  fileprivate func definition(_ sizes: Sizes) {
    var parameters = ParameterStore([
      ("weight", [sizes.channels, sizes.inputs, 3, 3]), ("bias", [sizes.channels]),
    ])
    var random = SeededGenerator(seed: 8)
    for entry in parameters.entries {
      parameters.set(entry, to: (0..<entry.count).map { _ in random.normal() })
    }
    let direct = DirectConvolution(
      sizes: sizes, weight: parameters.values(of: parameters.entries[0]),
      bias: parameters.values(of: parameters.entries[1]))
    let convolution = Convolution(
      weight: parameters.entries[0], bias: parameters.entries[1], bins: sizes.bins,
      inputChannels: sizes.inputs, channels: sizes.channels, stride: sizes.stride)
    convolution.prepare(parameters.memory, forTraining: true)

    let lengths = [9, 4, 4, 1]
    let input = randomSequences(lengths, columns: sizes.bins * sizes.inputs, seed: 9)
    let layout = RaggedLayout(lengths: lengths)
    let packed = MatrixBuffer(rows: layout.rows, columns: sizes.bins * sizes.inputs)
    layout.pack(input, into: packed.view)
    let memory = ConvolutionMemory()
    let output = convolution.forward(
      RaggedFrames(values: packed.view, layout: layout), memory: memory)
    let outputs = lengths.indices.map { output.layout.unpack($0, from: output.values).elements }

    let lossWeights = randomSequences(
      output.layout.lengths, columns: output.values.columns, seed: 10)
    let gradient = MatrixBuffer(rows: output.layout.rows, columns: output.values.columns)
    output.layout.pack(lossWeights, into: gradient.view)
    var gradients = parameters.zeros()
    convolution.backward(gradient.view, memory: memory, gradients: gradients.unsharedMemory())
    let inputGradient = convolution.inputGradient(gradient.view, memory: memory)

    var weightGradient = [Double](repeating: 0, count: direct.weight.count)
    var biasGradient = [Double](repeating: 0, count: sizes.channels)
    for (index, frames) in lengths.enumerated() {
      let x = input[index].elements.map { Double($0) }
      var y = outputs[index].indices.map { Double(direct.bias[$0 % sizes.channels]) }
      direct.forEach(frames: frames) { y[$0] += x[$1] * Double(direct.weight[$2]) }
      expectClose(outputs[index], y.map { max(0, $0) }, "outputs of \(frames) frames")

      let dy = zip(y, lossWeights[index].elements).map { $0 > 0 ? Double($1) : 0 }
      var dx = [Double](repeating: 0, count: x.count)
      direct.forEach(frames: frames) {
        dx[$1] += dy[$0] * Double(direct.weight[$2])
        weightGradient[$2] += dy[$0] * x[$1]
      }
      for place in dy.indices { biasGradient[place % sizes.channels] += dy[place] }
      expectClose(
        layout.unpack(index, from: inputGradient).elements, dx,
        "gradient for \(frames) frames of inputs")
    }
    expectClose(gradients.values(of: gradients.entries[0]), weightGradient, "weights' gradient")
    expectClose(gradients.values(of: gradients.entries[1]), biasGradient, "bias's gradient")
  }
}
