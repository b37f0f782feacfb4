import CKernels
import NumericCore

extension DirectionMerge {
  /// Makes the outputs of a layer of those of its `directions`, all of the same rows.
  func forward(_ directions: [MatrixView], into output: MatrixView) {
    guard directions.count == 2, self != .concatenate else {
      for (index, direction) in directions.enumerated() {
        output.part(index, of: directions.count).copy(direction)
      }
      return
    }
    for r in 0..<output.rows {
      let (first, second) = (directions[0].row(r), directions[1].row(r))
      let (merged, count) = (output.row(r), output.columns)
      switch self {
      case .maximum: kernels.larger(first, second, merged, count)
      case .concatenate, .sum, .average:
        merged.update(from: first, count: count)
        kernels.add_scaled(1, second, merged, count)
        if self == .average { kernels.scale(0.5, merged, merged, count) }
      }
    }
  }

  /// Shares out the gradient for a layer's outputs among its `directions`, given their outputs.
  func backward(
    _ outputGradient: MatrixView, directions: [MatrixView], into gradients: [MatrixView]
  ) {
    guard directions.count == 2, self != .concatenate else {
      for (index, gradient) in gradients.enumerated() {
        gradient.copy(outputGradient.part(index, of: gradients.count))
      }
      return
    }
    for r in 0..<outputGradient.rows {
      let (gradient, count) = (outputGradient.row(r), outputGradient.columns)
      let (first, second) = (gradients[0].row(r), gradients[1].row(r))
      switch self {
      case .maximum:
        kernels.larger_backward(
          directions[0].row(r), directions[1].row(r), gradient, first, second, count)
      case .concatenate, .sum, .average:
        kernels.scale(self == .average ? 0.5 : 1, gradient, first, count)
        second.update(from: first, count: count)
      }
    }
  }
}

extension MatrixView {
  /// The columns of one of `count` matrices that stand side by side.
  fileprivate func part(_ index: Int, of count: Int) -> MatrixView {
    let width = columns / count
    return self.columns(index * width..<(index + 1) * width)
  }
}
