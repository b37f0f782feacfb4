import CKernels
import LinearAlgebra
import NumericCore

/// A convolution of 3 × 3 over time and frequency with padding 1, and a ReLU: `nn.Conv2d`, `nn.ReLU`.
///
/// Frequencies are halved, frames become fewer by the factor `stride`.  A frame is a row [bins, channels].  The 3 × 3 values around an output, all their channels, are a
/// row of a matrix of patches, which is multiplied by the weights block by block; no frame of
/// another sequence is in it.
final class Convolution: Sendable {
  private let weight, bias: ParameterStore.Entry
  private let bins, inputChannels, channels, stride: Int
  private let precision: Precision
  /// The weights [9 · input channels, channels], frequency within time, channel within frequency.
  private let weights: MatrixBuffer
  private let biasRow: MatrixBuffer
  private let forwardWeights: PackedWeights
  /// From the gradient for a frame to that for each of the three frames around it.
  private let backwardWeights: [PackedWeights]

  /// Output rows that a thread takes at a time.
  private static let block = 16

  init(
    weight: ParameterStore.Entry, bias: ParameterStore.Entry, bins: Int, inputChannels: Int,
    channels: Int, stride: Int, precision: Precision
  ) {
    (self.weight, self.bias) = (weight, bias)
    (self.bins, self.inputChannels, self.channels) = (bins, inputChannels, channels)
    self.stride = stride
    // Products over 9 values are too thin to gain from another precision.
    let precision = inputChannels == 1 ? .f32 : precision
    self.precision = precision
    weights = MatrixBuffer(rows: 9 * inputChannels, columns: channels)
    biasRow = MatrixBuffer(rows: 1, columns: channels)
    forwardWeights = PackedWeights(
      inputs: 9 * inputChannels, outputs: channels, precision: precision)
    backwardWeights = (0..<3).map { _ in
      PackedWeights(inputs: channels, outputs: 3 * inputChannels, precision: precision)
    }
  }

  /// The number of frequencies that are left of `bins`.
  static func halved(_ bins: Int) -> Int { (bins + 1) / 2 }

  private var outputBins: Int { Self.halved(bins) }
  /// The width of a window of three frequencies.
  private var window: Int { 3 * inputChannels }

  /// Brings the packed weights up to date with changed parameters.
  func prepare(_ parameters: ParameterStore, forTraining: Bool) {
    let (torch, weights) = (parameters.view(weight), weights.view)
    forEachWeight { column, row in weights.row(row)[column.output] = torch.base[column.place] }
    biasRow.view.copy(parameters.view(bias))
    forwardWeights.update(from: weights, transposed: false)
    guard forTraining else { return }
    for (time, packed) in backwardWeights.enumerated() {
      packed.update(from: weights.rows(time * window..<(time + 1) * window), transposed: true)
    }
  }

  /// Calls `body` with each weight's output channel, its place in PyTorch's [output channel, input
  /// channel, time, frequency], and its row here.
  private func forEachWeight(_ body: ((output: Int, place: Int), Int) -> Void) {
    for output in 0..<channels {
      for input in 0..<inputChannels {
        for tap in 0..<9 {
          body(
            (output, (output * inputChannels + input) * 9 + tap), tap * inputChannels + input)
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
    let output = memory.output.view
    ThreadPool.shared.perform(layout.rows, inBlocksOf: Self.block) { rows in
      let values = output.rows(rows).inRows(of: channels)
      withPatches(of: rows, memory) { patches in
        forwardWeights.multiply(patches, into: values)
        kernels.activation_forward(
          CK_RELU, values.rows, channels, values.base, biasRow.view.base, values.base)
      }
    }
    return RaggedFrames(values: output, layout: layout)
  }

  /// Turns the gradient for the outputs into that for what the ReLU was given, in place, and adds
  /// to `gradients`.
  func backward(_ gradient: MatrixView, memory: ConvolutionMemory, gradients: ParameterStore) {
    let blocks = (gradient.rows + Self.block - 1) / Self.block
    let count = 9 * inputChannels * channels
    memory.sums.reshape(rows: blocks, columns: count + channels)
    let (output, sums) = (memory.output.view, memory.sums.view)
    sums.fill(0)
    ThreadPool.shared.perform(gradient.rows, inBlocksOf: Self.block) { rows in
      let sum = sums.row(rows.lowerBound / Self.block)
      let values = gradient.rows(rows).inRows(of: channels)
      kernels.activation_backward(
        CK_RELU, values.rows, channels, output.row(rows.lowerBound), values.base, values.base,
        sum + count)
      withPatches(of: rows, memory) { patches in
        let weightGradient = MatrixView(
          base: sum, rows: patches.columns, columns: channels, stride: channels)
        Operand.with(patches, precision: precision) { operand in
          TransposedProduct.perform([
            TransposedProduct(operand, values, addedTo: weightGradient)
          ])
        }
      }
    }
    for block in 0..<blocks {
      let sum = sums.row(block)
      let gradient = gradients.view(weight)
      forEachWeight { column, row in
        gradient.base[column.place] += sum[row * channels + column.output]
      }
      gradients.view(bias).add(sums.rows(block..<block + 1).columns(count..<count + channels))
    }
  }

  /// The gradient for the inputs, from what ``backward(_:memory:gradients:)`` left.
  func inputGradient(_ gradient: MatrixView, memory: ConvolutionMemory) -> MatrixView {
    let (layout, outputs) = (memory.input.layout, memory.layout)
    memory.inputGradient.reshape(rows: layout.rows, columns: bins * inputChannels)
    let inputGradient = memory.inputGradient.view
    let outputBins = outputBins
    ThreadPool.shared.perform(layout.rows, inBlocksOf: Self.block) { rows in
      inputGradient.rows(rows).fill(0)
      ScratchMemory.withFloats(rows.count * outputBins * (channels + window)) { memory in
        for (time, weights) in backwardWeights.enumerated() {
          // The frames of `rows` that stand at this time in the window of an output.
          var targets: [Int] = []
          layout.forEach(rows) { row, sequence, step in
            let first = step + 1 - time
            guard first >= 0, first % stride == 0,
              let source = outputs.row(ifPresent: sequence, at: first / stride)
            else { return }
            (memory + targets.count * gradient.columns)
              .update(from: gradient.row(source), count: gradient.columns)
            targets.append(row)
          }
          let count = targets.count * outputBins
          let windows = MatrixView(
            base: memory + rows.count * gradient.columns, rows: count, columns: window,
            stride: window)
          weights.multiply(
            MatrixView(base: memory, rows: count, columns: channels, stride: channels),
            into: windows)
          for (index, row) in targets.enumerated() {
            kernels.add_windows(
              windows.row(index * outputBins), bins, inputChannels, inputGradient.row(row))
          }
        }
      }
    }
    return inputGradient
  }

  /// Calls `body` with the patches of some output rows, [rows · bins, 9 · input channels].
  private func withPatches(
    of rows: Range<Int>, _ memory: ConvolutionMemory, _ body: (MatrixView) -> Void
  ) {
    let (input, width) = (memory.input, 3 * window)
    let count = rows.count * outputBins
    ScratchMemory.withFloats(count * width) { scratch in
      let patches = MatrixView(base: scratch, rows: count, columns: width, stride: width)
      memory.layout.forEach(rows) { row, sequence, step in
        let patch = patches.row((row - rows.lowerBound) * outputBins)
        for time in 0..<3 {
          let source = input.layout.row(ifPresent: sequence, at: step * stride + time - 1)
          kernels.gather_windows(
            source.map { input.values.row($0) }, bins, inputChannels, patch + time * window, width)
        }
      }
      body(patches)
    }
  }
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

extension MatrixView {
  /// The same elements, without gaps, in rows of `columns`.
  fileprivate func inRows(of columns: Int) -> MatrixView {
    precondition(stride == self.columns, "a matrix with gaps")
    return MatrixView(
      base: base, rows: rows * (self.columns / columns), columns: columns, stride: columns)
  }
}
