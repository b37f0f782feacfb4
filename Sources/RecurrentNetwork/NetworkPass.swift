import LinearAlgebra
package import NumericCore

/// The memory of one batch on its way through a network and back; used again for the next batch,
/// it stops allocating.
package final class NetworkPass: @unchecked Sendable {
  /// Where the frames of the sequences stand in all matrices of the pass.
  package private(set) var layout = RaggedLayout(lengths: [])
  /// The result, [rows, outputs].
  package let logits = MatrixBuffer()
  /// The packed features, [rows, features].
  let features = MatrixBuffer()
  /// What each layer read, the output layer too: the features, or the outputs below after dropout.
  var inputs: [MatrixView] = []
  /// What each recurrent layer keeps.
  private(set) var layers: [LayerActivations] = []
  let scratch = LayerScratch()
  let logitGradient = OperandBuffer()
  private var masks: [MatrixBuffer] = []
  private var droppedOutputs: [MatrixBuffer] = []
  private var droppedLayers: Set<Int> = []
  private let gradients = [MatrixBuffer(), MatrixBuffer()]

  private let goesBack: Bool

  /// Memory for passes forward and, unless `goesBack` is false, back, for which every layer keeps
  /// what it did.
  package init(goesBack: Bool = true) {
    self.goesBack = goesBack
  }

  func begin(_ layout: RaggedLayout, layers count: Int) {
    self.layout = layout
    inputs.removeAll(keepingCapacity: true)
    droppedLayers.removeAll(keepingCapacity: true)
    while layers.count < count {
      layers.append(nextLayer())
      masks.append(MatrixBuffer())
      droppedOutputs.append(MatrixBuffer())
    }
  }

  /// Forward alone, layers take turns with two outputs and share all else.
  private func nextLayer() -> LayerActivations {
    guard !goesBack, let first = layers.first else { return LayerActivations() }
    return layers.count == 1
      ? LayerActivations(states: first.states) : layers[layers.count - 2]
  }

  /// Room for the dropout mask of a layer's output and for what is left of it.
  func dropped(_ layer: Int, rows: Int, columns: Int) -> (mask: MatrixView, values: MatrixView) {
    droppedLayers.insert(layer)
    masks[layer].reshape(rows: rows, columns: columns)
    droppedOutputs[layer].reshape(rows: rows, columns: columns)
    return (masks[layer].view, droppedOutputs[layer].view)
  }

  /// The dropout mask of a layer's output, if there is one.
  func mask(_ layer: Int) -> MatrixView? {
    droppedLayers.contains(layer) ? masks[layer].view : nil
  }

  /// Room for the gradient of a layer's outputs; `index` 0 and 1 are used in turn.
  func gradientBuffer(columns: Int, at index: Int) -> MatrixView {
    gradients[index].reshape(rows: layout.rows, columns: columns)
    return gradients[index].view
  }
}
