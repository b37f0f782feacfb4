import CKernels
import NumericCore

/// Weights for products with one row at a time, in strips of columns that are read from end to end.
///
/// Then weights are read once for each row, and how fast they come out of the cache is all that
/// counts.
final class StripWeights: @unchecked Sendable {
  private let inputs: Int
  private let outputs: Int
  private let strips = MatrixBuffer()

  private static let width = Int(CK_STRIP_COLUMNS)

  init(inputs: Int, outputs: Int) {
    (self.inputs, self.outputs) = (inputs, outputs)
  }

  func update(from source: UnsafePointer<Float>, rowStride: Int, columnStride: Int) {
    let width = Self.width
    strips.reshape(rows: (outputs + width - 1) / width, columns: inputs * width)
    strips.view.fill(0)
    for strip in 0..<strips.rows {
      let columns = min(width, outputs - strip * width)
      let first = source + strip * width * columnStride
      let target = strips.view.row(strip)
      if columnStride == 1 {
        for r in 0..<inputs {
          (target + r * width).update(from: first + r * rowStride, count: columns)
        }
      } else {
        kernels.transpose(first, columnStride, columns, inputs, target, width)
      }
    }
  }

  func multiply(_ a: MatrixView, into c: MatrixView, accumulating: Bool) {
    if !accumulating { c.fill(0) }
    for r in 0..<a.rows {
      kernels.row_product(outputs, inputs, a.row(r), strips.view.base, c.row(r))
    }
  }
}
