package import NumericCore

/// c += aᵀ · b over all rows of a [R, M] and b [R, N], c [M, N]: the gradient of weights from the
/// inputs of a layer and the gradient of its outputs.
package struct TransposedProduct: Sendable {
  let a, b, c: MatrixView

  /// Describes the product; nothing is computed yet.
  package init(_ a: MatrixView, _ b: MatrixView, addedTo c: MatrixView) {
    precondition(
      a.rows == b.rows && a.columns == c.rows && b.columns == c.columns,
      "a product of shapes that do not fit")
    (self.a, self.b, self.c) = (a, b, c)
  }

  /// Computes all `products`, whose results stand apart, on all threads.
  ///
  /// Each is cut into blocks of a fixed size, so that the result does not depend on the number of
  /// threads.
  package static func perform(_ products: [TransposedProduct], precision: Precision = .f32) {
    #if OneDNN
      if precision != .f32 {
        HalvedOperands.withOperands(of: products, precision: precision) { operands in
          performBlocks(products) { index, rows in
            operands[index].multiply(rows, into: products[index].c)
          }
        }
        return
      }
    #endif
    performBlocks(products) { index, rows in
      let product = products[index]
      ProductBackend.addTransposedProduct(
        product.a.columns(rows), product.b, into: product.c.rows(rows))
    }
  }

  /// Calls `body` on all threads for every block of rows of the result of every product.
  private static func performBlocks(
    _ products: [TransposedProduct], _ body: @Sendable (Int, Range<Int>) -> Void
  ) {
    let blockSize = 256
    let blocks = products.indices.flatMap { index in
      stride(from: 0, to: products[index].c.rows, by: blockSize).map { start in
        (index, start..<min(start + blockSize, products[index].c.rows))
      }
    }
    ThreadPool.shared.perform(blocks.count) { body(blocks[$0].0, blocks[$0].1) }
  }
}
