import CKernels
import LinearAlgebra
import NumericCore

/// A convolution of 3 × 3 over time and frequency with padding 1, and a ReLU: `nn.Conv2d`, `nn.ReLU`.
///
/// Frequencies are halved, frames become fewer by the factor `stride`.  A frame is a row
/// [bins, channels].  With a border of zeros around its frequencies, the windows of three of them
/// are the rows of a matrix that overlap; its products with the weights of each of the three times
/// are the convolution.  They are always of single precision: that costs less than a recurrent layer
/// in bf16.
final class Convolution: Sendable {
  private let weight, bias: ParameterStore.Entry
  private let bins, inputChannels, channels, stride: Int
  /// The weights [3 · window, channels], frequency within time, channel within frequency.
  private let weights: MatrixBuffer
  /// The weights of each time transposed, [3 · channels, window].
  private let transposedWeights: MatrixBuffer
  private let biasRow: MatrixBuffer

  init(
    weight: ParameterStore.Entry, bias: ParameterStore.Entry, bins: Int, inputChannels: Int,
    channels: Int, stride: Int
  ) {
    (self.weight, self.bias) = (weight, bias)
    (self.bins, self.inputChannels, self.channels) = (bins, inputChannels, channels)
    self.stride = stride
    weights = MatrixBuffer(rows: 9 * inputChannels, columns: channels)
    transposedWeights = MatrixBuffer(rows: 3 * channels, columns: 3 * inputChannels)
    biasRow = MatrixBuffer(rows: 1, columns: channels)
  }

  /// The number of frequencies that are left of `bins`.
  static func halved(_ bins: Int) -> Int { (bins + 1) / 2 }

  private var outputBins: Int { Self.halved(bins) }
  /// The width of a window of three frequencies, and how far the next one is from it.
  private var window: Int { 3 * inputChannels }
  private var windowShift: Int { 2 * inputChannels }

  /// Brings the weights up to date with changed parameters.
  func prepare(_ parameters: ParameterMemory, forTraining: Bool) {
    let (torch, weights) = (parameters.view(weight), weights.view)
    forEachWeight { weight, place in weights.base[weight] = torch.base[place] }
    biasRow.view.copy(parameters.view(bias))
    guard forTraining else { return }
    for time in 0..<3 {
      kernels.transpose(
        weights.row(time * window), channels, window, channels,
        transposedWeights.view.row(time * channels), window)
    }
  }

  /// Calls `body` with the index of each weight here, and in PyTorch's [output channel, input
  /// channel, time, frequency].
  private func forEachWeight(_ body: (Int, Int) -> Void) {
    for output in 0..<channels {
      for input in 0..<inputChannels {
        for tap in 0..<9 {
          body(
            (tap * inputChannels + input) * channels + output,
            (output * inputChannels + input) * 9 + tap)
        }
      }
    }
  }

  /// The outputs of `input`'s frames, [frames, bins · channels].
  func forward(_ input: RaggedFrames, memory: ConvolutionMemory) -> RaggedFrames {
    let layout = input.layout.reduced(by: stride)
    memory.output.reshape(rows: layout.rows, columns: outputBins * channels)
    memory.input = input
    memory.layout = layout
    let (output, weights) = (memory.output.view, weights.view)
    ThreadPool.shared.perform(layout.rows, inBlocksOf: Self.blockSize(layout.rows)) { rows in
      output.rows(rows).fill(0)
      forEachFrame(around: rows, memory) { row, time, frame in
        kernels.small_product(
          outputBins, channels, window, frame, windowShift, 1, weights.row(time * window),
          channels, output.row(row), channels)
      }
      let first = output.row(rows.lowerBound)
      kernels.activation_forward(
        CK_RELU, rows.count * outputBins, channels, first, biasRow.view.base, first)
    }
    return RaggedFrames(values: output, layout: layout)
  }

  /// Turns the gradient for the outputs into that for what the ReLU was given, in place, and adds
  /// to `gradients`.
  func backward(_ gradient: MatrixView, memory: ConvolutionMemory, gradients: ParameterMemory) {
    let size = Self.blockSize(gradient.rows)
    let count = weights.rows * channels
    memory.sums.reshape(rows: (gradient.rows + size - 1) / size, columns: count + channels)
    let (output, sums) = (memory.output.view, memory.sums.view)
    sums.fill(0)
    ThreadPool.shared.perform(gradient.rows, inBlocksOf: size) { rows in
      let sum = sums.row(rows.lowerBound / size)
      let first = gradient.row(rows.lowerBound)
      kernels.activation_backward(
        CK_RELU, rows.count * outputBins, channels, output.row(rows.lowerBound), first, first,
        sum + count)
      forEachFrame(around: rows, memory) { row, time, frame in
        kernels.small_product(
          window, channels, outputBins, frame, 1, windowShift, gradient.row(row), channels,
          sum + time * window * channels, channels)
      }
    }
    guard sums.rows > 0 else { return }
    let sum = sums.rows(0..<1)
    for block in 1..<sums.rows { sum.add(sums.rows(block..<block + 1)) }
    let weightGradient = gradients.view(weight)
    forEachWeight { weight, place in weightGradient.base[place] += sum.base[weight] }
    gradients.view(bias).add(sum.columns(count..<count + channels))
  }

  /// The gradient for the inputs, from what ``backward(_:memory:gradients:)`` left.
  func inputGradient(_ gradient: MatrixView, memory: ConvolutionMemory) -> MatrixView {
    let (layout, outputs) = (memory.input.layout, memory.layout)
    let width = bins * inputChannels
    memory.inputGradient.reshape(rows: layout.rows, columns: width)
    let (inputGradient, weights) = (memory.inputGradient.view, transposedWeights.view)
    ThreadPool.shared.perform(layout.rows, inBlocksOf: Self.blockSize(layout.rows)) { rows in
      ScratchMemory.withFloats(width + windowShift) { frame in
        layout.forEach(rows) { row, sequence, step in
          frame.update(repeating: 0, count: width + windowShift)
          for time in 0..<3 {
            // The output in whose window the frame stands at this time.
            let first = step + 1 - time
            guard first >= 0, first % stride == 0,
              let source = outputs.row(ifPresent: sequence, at: first / stride)
            else { continue }
            kernels.small_product(
              outputBins, window, channels, gradient.row(source), channels, 1,
              weights.row(time * channels), window, frame, windowShift)
          }
          inputGradient.row(row).update(from: frame + inputChannels, count: width)
        }
      }
    }
    return inputGradient
  }

  /// Calls `body` with each of the output `rows`, each time 0 to 2 of its window that is not before
  /// the first or after the last frame, and the frame there, with a border of zeros.
  private func forEachFrame(
    around rows: Range<Int>, _ memory: ConvolutionMemory,
    _ body: (_ row: Int, _ time: Int, _ frame: UnsafePointer<Float>) -> Void
  ) {
    let (input, width) = (memory.input, bins * inputChannels)
    ScratchMemory.withFloats(width + windowShift) { frame in
      frame.update(repeating: 0, count: width + windowShift)
      memory.layout.forEach(rows) { row, sequence, step in
        for time in 0..<3 {
          guard let source = input.layout.row(ifPresent: sequence, at: step * stride + time - 1)
          else { continue }
          (frame + inputChannels).update(from: input.values.row(source), count: width)
          body(row, time, frame)
        }
      }
    }
  }

  /// Rows that a thread takes at a time: of `count`, no more than 64 blocks, each with a gradient of
  /// its own.
  private static func blockSize(_ count: Int) -> Int { max(16, (count + 63) / 64) }
}

/// What a convolution keeps of a forward pass, and working memory of the way back.
final class ConvolutionMemory: @unchecked Sendable {
  /// What it read, and where the frames of its outputs stand.
  fileprivate(set) var input = RaggedFrames(
    values: MatrixBuffer().view, layout: RaggedLayout(lengths: []))
  fileprivate(set) var layout = RaggedLayout(lengths: [])
  let output = MatrixBuffer(), inputGradient = MatrixBuffer()
  /// The gradients for weights and bias of each block of rows.
  let sums = MatrixBuffer()
}
