import LinearAlgebra
import NumericCore

/// The memory of one batch on its way through a network and back; used again for the next batch,
/// it stops allocating.
final class PassMemory: @unchecked Sendable {
  /// Where the frames of the sequences stand in ``logits``.
  var layout = RaggedLayout(lengths: [])
  /// The result, [rows, outputs].
  let logits = MatrixBuffer()
  /// What the front keeps.
  let front = FrontMemory()
  /// What each recurrent layer keeps.
  private(set) var blocks: [BlockMemory] = []
  /// What the output layer read.
  var outputLayerInput = MatrixBuffer().view
  let scratch = LayerScratch()
  private let gradients = [MatrixBuffer(), MatrixBuffer()]
  private var gradientCount = 0

  private let goesBack: Bool

  /// Memory for passes forward and, unless `goesBack` is false, back, for which every layer keeps
  /// what it did.
  init(goesBack: Bool = true) {
    self.goesBack = goesBack
  }

  /// Makes room for what `count` layers keep.
  func reserve(blocks count: Int) {
    while blocks.count < count { blocks.append(nextBlock()) }
  }

  /// Forward alone, layers take turns with two outputs and share all else.
  private func nextBlock() -> BlockMemory {
    guard !goesBack, let first = blocks.first else { return BlockMemory(goesBack: goesBack) }
    return blocks.count == 1
      ? BlockMemory(goesBack: false, sharing: first.activations.states) : blocks[blocks.count - 2]
  }

  /// Room for a gradient; it is used again for the one after the next.
  func nextGradient(rows: Int, columns: Int) -> MatrixView {
    gradientCount += 1
    let buffer = gradients[gradientCount % 2]
    buffer.reshape(rows: rows, columns: columns)
    return buffer.view
  }
}
