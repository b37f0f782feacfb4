import LinearAlgebra
import NumericCore

/// The front that convolves features over time and frequency.
///
/// - Source: the layers below the recurrent ones as in Deep Speech 2 (Amodei et al., ICML 2016) and
///   ESPnet's `Conv2dSubsampling`, of which these are the kernels and strides.
struct ConvolutionalFront: Front {
  private let inputs: Int
  private let convolutions: [Convolution]

  /// A front with the parameters that the first of ``NetworkConfiguration/parameterShapes`` name.
  init(
    _ configuration: NetworkConfiguration, parameters: inout ArraySlice<ParameterStore.Entry>
  ) {
    inputs = configuration.inputs
    let (channels, strides) = (configuration.shape.frontChannels, configuration.shape.frontStrides)
    convolutions = strides.enumerated().map { index, stride in
      Convolution(
        weight: parameters.removeFirst(), bias: parameters.removeFirst(),
        bins: configuration.frontBins(after: index), inputChannels: index == 0 ? 1 : channels,
        channels: channels, stride: stride)
    }
  }

  func preparations(_ parameters: ParameterMemory, forTraining: Bool) -> [@Sendable () -> Void] {
    convolutions.map { convolution in
      { convolution.prepare(parameters, forTraining: forTraining) }
    }
  }

  func forward(_ features: [Matrix], memory: FrontMemory) -> RaggedFrames {
    memory.reserve(convolutions: convolutions.count)
    var frames = FrameStacking(inputs: inputs, count: 1).forward(features, memory: memory)
    for (convolution, memory) in zip(convolutions, memory.convolutions) {
      frames = convolution.forward(frames, memory: memory)
    }
    return frames
  }

  var isTrainable: Bool { true }

  func backward(_ gradient: MatrixView, memory: FrontMemory, gradients: ParameterMemory) {
    var gradient = gradient
    for (index, convolution) in convolutions.enumerated().reversed() {
      let memory = memory.convolutions[index]
      convolution.backward(gradient, memory: memory, gradients: gradients)
      if index > 0 { gradient = convolution.inputGradient(gradient, memory: memory) }
    }
  }
}
