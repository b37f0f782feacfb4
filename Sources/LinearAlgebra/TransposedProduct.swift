package import NumericCore

/// c += aᵀ · b over all rows of a [R, M] and b [R, N], c [M, N]: the gradient of weights from the
/// inputs of a layer and the gradient of its outputs.
package struct TransposedProduct: Sendable {
  private let a, b, c: MatrixView

  /// Describes the product; nothing is computed yet.
  package init(_ a: MatrixView, _ b: MatrixView, addedTo c: MatrixView) {
    precondition(
      a.rows == b.rows && a.columns == c.rows && b.columns == c.columns,
      "a product of shapes that do not fit")
    (self.a, self.b, self.c) = (a, b, c)
  }

  /// Computes all `products`, whose results stand apart, on all threads.
  ///
  /// Each is cut into blocks of rows of c of a fixed size, so that the result does not depend on
  /// the number of threads.
  package static func perform(_ products: [TransposedProduct]) {
    let blocks = products.flatMap { product in
      stride(from: 0, to: product.c.rows, by: blockSize).map { start in
        (product, start..<min(start + blockSize, product.c.rows))
      }
    }
    ThreadPool.shared.perform(blocks.count) { index in
      let (product, rows) = blocks[index]
      ProductBackend.addTransposedProduct(
        product.a.columns(rows), product.b, into: product.c.rows(rows))
    }
  }

  private static let blockSize = 256
}
