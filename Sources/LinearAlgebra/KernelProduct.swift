import CKernels
import NumericCore

/// Matrix products by the package's own kernels: the backend without oneDNN, and the oracle of the
/// other one in tests.
enum KernelProduct {
  static let hasHalves = false

  final class Weights: @unchecked Sendable {
    let inputs: Int
    let outputs: Int
    private let values: MatrixBuffer

    init(inputs: Int, outputs: Int, precision: Precision = .f32) {
      precondition(precision == .f32, "no products of \(precision)")
      self.inputs = inputs
      self.outputs = outputs
      values = MatrixBuffer(rows: inputs, columns: outputs)
    }

    func update(from source: UnsafePointer<Float>, rowStride: Int, columnStride: Int) {
      if columnStride == 1 {
        for r in 0..<inputs {
          values.view.row(r).update(from: source + r * rowStride, count: outputs)
        }
      } else {
        kernels.transpose(source, columnStride, outputs, inputs, values.view.base, outputs)
      }
    }

    func multiply(_ a: Operand, into c: MatrixView, accumulating: Bool) {
      ScratchMemory.withFloats(ck_product_scratch()) { scratch in
        kernels.product(
          a.rows, outputs, inputs, a.matrix.base, inputs, 1, values.view.base, outputs, 1,
          accumulating ? 1 : 0, c.base, c.stride, scratch)
      }
    }
  }

  static func addTransposedProduct(_ a: MatrixView, _ b: MatrixView, into c: MatrixView) {
    ScratchMemory.withFloats(ck_product_scratch()) { scratch in
      kernels.product(
        c.rows, c.columns, a.rows, a.base, 1, a.stride, b.base, b.stride, 1, 1, c.base, c.stride,
        scratch)
    }
  }
}
