import CKernels
import NumericCore

/// Matrix products by the package's own kernels, on any processor.
enum KernelProduct {
  final class Weights: ProductWeights, @unchecked Sendable {
    private let values: MatrixBuffer

    init(inputs: Int, outputs: Int) {
      values = MatrixBuffer(rows: inputs, columns: outputs)
    }

    func update(from source: UnsafePointer<Float>, rowStride: Int, columnStride: Int) {
      if columnStride == 1 {
        for r in 0..<values.rows {
          values.view.row(r).update(from: source + r * rowStride, count: values.columns)
        }
      } else {
        kernels.transpose(
          source, columnStride, values.columns, values.rows, values.view.base, values.columns)
      }
    }

    func multiply(_ a: MatrixView, into c: MatrixView, accumulating: Bool) {
      ScratchMemory.withFloats(ck_product_scratch()) { scratch in
        kernels.product(
          a.rows, values.columns, values.rows, a.base, a.stride, 1, values.view.base,
          values.columns, 1, accumulating ? 1 : 0, c.base, c.stride, scratch)
      }
    }
  }

  static func perform(_ products: [TransposedProduct]) {
    TransposedProduct.performInBlocks(products) { index, rows in
      let product = products[index]
      let (a, b, c) = (product.a.columns(rows), product.b, product.c.rows(rows))
      ScratchMemory.withFloats(ck_product_scratch()) { scratch in
        kernels.product(
          c.rows, c.columns, a.rows, a.base, 1, a.stride, b.base, b.stride, 1, 1, c.base, c.stride,
          scratch)
      }
    }
  }
}
