import NumericCore

/// What makes the inputs of the first recurrent layer of a batch of features.
protocol Front: Sendable {
  /// What has to be done before the next pass after `parameters` changed, in independent pieces.
  func preparations(_ parameters: ParameterMemory, forTraining: Bool) -> [@Sendable () -> Void]
  /// The inputs of sequences of features [T, D], sorted by falling length.
  func forward(_ features: [Matrix], memory: FrontMemory) -> RaggedFrames
  /// Whether it has parameters, so that there is a way back.
  var isTrainable: Bool { get }
  /// Adds to `gradients` those of the pass that `memory` keeps, given that for its result, which is
  /// used up.
  func backward(_ gradient: MatrixView, memory: FrontMemory, gradients: ParameterMemory)
}

/// What a front keeps of a forward pass.
final class FrontMemory: @unchecked Sendable {
  /// The features as the first step of the front reads them.
  let features = MatrixBuffer()
  private(set) var convolutions: [ConvolutionMemory] = []

  /// Makes room for what `count` convolutions keep.
  func reserve(convolutions count: Int) {
    while convolutions.count < count { convolutions.append(ConvolutionMemory()) }
  }
}

/// The front that puts consecutive frames side by side: [T, D] becomes [⌈T / count⌉, count · D];
/// what the last one lacks is zero.
struct FrameStacking: Front {
  let inputs: Int
  let count: Int

  func preparations(_ parameters: ParameterMemory, forTraining: Bool) -> [@Sendable () -> Void] {
    []
  }

  func forward(_ features: [Matrix], memory: FrontMemory) -> RaggedFrames {
    let layout = RaggedLayout(lengths: features.map { ($0.rows + count - 1) / count })
    memory.features.reshape(rows: layout.rows, columns: count * inputs)
    let stacked = memory.features.view
    for (index, sequence) in features.enumerated() {
      sequence.withUnsafePointer { source in
        for t in 0..<layout.lengths[index] {
          let present = min(count, sequence.rows - t * count) * inputs
          let target = stacked.row(layout.row(of: index, at: t))
          target.update(from: source + t * stacked.columns, count: present)
          (target + present).update(repeating: 0, count: stacked.columns - present)
        }
      }
    }
    return RaggedFrames(values: stacked, layout: layout)
  }

  var isTrainable: Bool { false }

  func backward(_ gradient: MatrixView, memory: FrontMemory, gradients: ParameterMemory) {}
}
