package import NumericCore

/// c += aᵀ · b over all rows of a [R, M] and b [R, N], c [M, N]: the gradient of weights from the
/// gradient of a layer's outputs and its inputs.
package struct TransposedProduct: Sendable {
  let a: Operand
  let b, c: MatrixView

  /// Describes the product; nothing is computed yet.
  ///
  /// `a` has as many rows as `b`, and unless it is of single precision ``Operand/rowMultiple`` rows
  /// of zeros behind them.
  package init(_ a: Operand, _ b: MatrixView, addedTo c: MatrixView) {
    let padding = a.precision == .f32 ? 0 : Operand.rowMultiple
    precondition(
      a.rows == b.rows + padding && a.columns == c.rows && b.columns == c.columns,
      "a product of shapes that do not fit")
    (self.a, self.b, self.c) = (a, b, c)
  }

  /// Computes all `products`, whose results stand apart, on all threads.
  ///
  /// Each is cut into blocks of a fixed size, so that the result does not depend on the number of
  /// threads.
  package static func perform(_ products: [TransposedProduct]) {
    #if OneDNN
      let turned = products.filter { $0.a.precision != .f32 }
      if !turned.isEmpty { TurnedProduct.perform(turned) }
    #endif
    let blocks = products.filter { $0.a.precision == .f32 }.flatMap { product in
      stride(from: 0, to: product.c.rows, by: blockSize).map { start in
        (product, start..<min(start + blockSize, product.c.rows))
      }
    }
    ThreadPool.shared.perform(blocks.count) { index in
      let (product, rows) = blocks[index]
      ProductBackend.addTransposedProduct(
        product.a.matrix.columns(rows), product.b, into: product.c.rows(rows))
    }
  }

  private static let blockSize = 256
}
