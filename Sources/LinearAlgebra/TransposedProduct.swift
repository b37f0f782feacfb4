package import NumericCore

/// c += aᵀ · b over all rows of a [R, M] and b [R, N], c [M, N]: the gradient of weights from the
/// gradient of a layer's outputs and its inputs.
package struct TransposedProduct: Sendable {
  let a, b, c: MatrixView
  let precision: Precision

  /// Describes the product; nothing is computed yet.
  package init(
    _ a: MatrixView, _ b: MatrixView, addedTo c: MatrixView, precision: Precision = .f32
  ) {
    precondition(
      a.rows == b.rows && a.columns == c.rows && b.columns == c.columns,
      "a product of shapes that do not fit")
    (self.a, self.b, self.c, self.precision) = (a, b, c, precision)
  }

  /// Computes all `products`, whose results stand apart, on all threads.
  ///
  /// Each is cut into blocks of a fixed size, so that the result does not depend on the number of
  /// threads.
  package static func perform(_ products: [TransposedProduct]) {
    ProductBackend.current.perform(products)
  }

  /// Calls `body` with the place of each product and a range of the columns of its a, which are rows
  /// of its c: blocks of a fixed size, whole panels of so many columns, that different threads take.
  static func performInBlocks(
    _ products: [TransposedProduct], of panel: Int = 1, _ body: (Int, Range<Int>) -> Void
  ) {
    let size = max(256 / panel, 1) * panel
    let blocks = products.indices.flatMap { index in
      stride(from: 0, to: products[index].c.rows, by: size).map { start in
        (index, start..<min(start + size, products[index].c.rows))
      }
    }
    ThreadPool.shared.perform(blocks.count) { body(blocks[$0].0, blocks[$0].1) }
  }

  /// What some rows of a and b contribute.
  func rows(_ range: Range<Int>) -> TransposedProduct {
    TransposedProduct(a.rows(range), b.rows(range), addedTo: c, precision: precision)
  }
}

/// The different matrices among some, and the place of each among them.
struct DistinctMatrices {
  private(set) var matrices: [MatrixView] = []
  private(set) var places: [Int] = []
  /// Where each of ``matrices`` first stands among all.
  private(set) var firsts: [Int] = []

  /// Matrices are the same only if their `groups` are.
  init(_ all: [MatrixView], groups: [Int]? = nil) {
    for (index, matrix) in all.enumerated() {
      let place =
        matrices.indices.firstIndex {
          let other = matrices[$0]
          return (other.base, other.rows, other.columns, other.stride)
            == (matrix.base, matrix.rows, matrix.columns, matrix.stride)
            && groups?[firsts[$0]] == groups?[index]
        } ?? matrices.count
      if place == matrices.count {
        matrices.append(matrix)
        firsts.append(index)
      }
      places.append(place)
    }
  }
}
