extension NetworkShape {
  /// How many feature frames there are to an output frame.
  public var framesPerOutput: Int {
    frameReductions.reduce(1, *)
  }

  /// The number of output frames for `frames` feature frames.
  public func frameCount(_ frames: Int) -> Int {
    frameReductions.reduce(frames) { ($0 + $1 - 1) / $1 }
  }

  /// By how much the frame rate falls, each time rounded up, on the way through the network.
  private var frameReductions: [Int] {
    (front == .convolution ? frontStrides : [stackedFrames]) + pyramid
  }

  /// How many frames of `layer`'s outputs the layer above reads at a time.
  func joinedFrames(above layer: Int) -> Int {
    pyramid.indices.contains(layer) ? pyramid[layer] : 1
  }

  /// The width of a layer's outputs, all directions together.
  var width: Int {
    bidirectional && merge == .concatenate ? 2 * outputs : outputs
  }
}

extension NetworkConfiguration {
  /// The width of what the recurrent layer `layer` reads.
  func inputs(of layer: Int) -> Int {
    guard layer == 0 else { return shape.width * shape.joinedFrames(above: layer - 1) }
    return switch shape.front {
    case .stacking: inputs * shape.stackedFrames
    case .convolution: frontBins(after: shape.frontStrides.count) * shape.frontChannels
    }
  }

  /// The frequencies that `count` convolutions leave of the features.
  func frontBins(after count: Int) -> Int {
    (0..<count).reduce(inputs) { bins, _ in Convolution.halved(bins) }
  }

  /// Names and shapes of the parameters: PyTorch's for `nn.LSTM`, `nn.GRU`, `nn.RNN`, an
  /// `nn.Sequential` of `nn.Conv2d` and `nn.ReLU`, an `nn.ModuleList` of `nn.LayerNorm` and
  /// `nn.Linear`, so that its modules load them.
  public var parameterShapes: [(name: String, shape: [Int])] {
    var parts: [(name: String, shape: [Int])] = []
    if shape.front == .convolution {
      for index in shape.frontStrides.indices {
        let channels = shape.frontChannels
        parts += [
          ("front.\(2 * index).weight", [channels, index == 0 ? 1 : channels, 3, 3]),
          ("front.\(2 * index).bias", [channels]),
        ]
      }
    }
    for layer in 0..<shape.layers {
      for suffix in shape.bidirectional ? ["", "_reverse"] : [""] {
        parts += shape.parameters(inputs: inputs(of: layer)).map {
          ("\(shape.cell.prefix).\($0.name)_l\(layer)\(suffix)", $0.shape)
        }
      }
      if shape.normalization == .layer {
        parts += ["weight", "bias"].map { ("norm.\(layer).\($0)", [shape.width]) }
      }
    }
    return parts
      + [("output.weight", [outputs, shape.width]), ("output.bias", [outputs])]
  }
}
