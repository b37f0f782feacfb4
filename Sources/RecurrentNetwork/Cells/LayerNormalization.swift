import CKernels
import NumericCore

/// Layer normalization: brings every frame to mean 0 and variance 1, then scales and shifts each
/// column.
///
///     y = w · (x − mean) / √(variance + ε) + b
///
/// - Source: Ba, Kiros and Hinton 2016; `nn.LayerNorm` with its ε.
struct LayerNormalization: Sendable {
  let weight, bias: ParameterStore.Entry

  private static let epsilon: Float = 1e-5
  private static let block = 256

  /// Normalizes `values` in place; `memory` keeps what the way back needs, if there will be one.
  func forward(
    _ values: MatrixView, parameters: ParameterMemory, memory: NormalizationMemory?
  ) {
    let (weight, bias) = (parameters.view(weight), parameters.view(bias))
    memory?.normalized.reshape(rows: values.rows, columns: values.columns)
    memory?.factors.reshape(rows: 1, columns: values.rows)
    let (normalized, factors) = (memory?.normalized.view, memory?.factors.view)
    ThreadPool.shared.perform(values.rows, inBlocksOf: Self.block) { rows in
      kernels.normalize(
        rows.count, values.columns, values.row(rows.lowerBound), weight.base, bias.base,
        Self.epsilon, normalized?.row(rows.lowerBound), factors.map { $0.base + rows.lowerBound })
    }
  }

  /// Turns the gradient for what ``forward(_:parameters:memory:)`` made into that for what it was
  /// given, in place, and adds to `gradients`.
  func backward(
    _ gradient: MatrixView, parameters: ParameterMemory, memory: NormalizationMemory,
    gradients: ParameterMemory
  ) {
    let width = gradient.columns
    let weight = parameters.view(weight)
    let (normalized, factors) = (memory.normalized.view, memory.factors.view)
    let blocks = (gradient.rows + Self.block - 1) / Self.block
    memory.sums.reshape(rows: blocks, columns: 2 * width)
    let sums = memory.sums.view
    sums.fill(0)
    ThreadPool.shared.perform(gradient.rows, inBlocksOf: Self.block) { rows in
      let first = rows.lowerBound
      let sum = sums.row(first / Self.block)
      kernels.normalize_backward(
        rows.count, width, normalized.row(first), factors.base + first, weight.base,
        gradient.row(first), sum, sum + width)
    }
    for block in 0..<blocks {
      gradients.view(self.weight).add(sums.rows(block..<block + 1).columns(0..<width))
      gradients.view(bias).add(sums.rows(block..<block + 1).columns(width..<2 * width))
    }
  }
}

/// What a layer normalization keeps of a forward pass, and working memory of the way back.
final class NormalizationMemory: Sendable {
  /// (x − mean) / √(variance + ε).
  let normalized = MatrixBuffer()
  /// 1 / √(variance + ε) of each row.
  let factors = MatrixBuffer()
  /// The gradients for w and b of each block of rows.
  let sums = MatrixBuffer()
}
