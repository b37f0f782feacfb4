#if OneDNN
  import CKernels
  import NumericCore

  /// A ``TransposedProduct`` of bf16 numbers, computed as cᵀ += bᵀ · a: the factor that exists in
  /// single precision alone is turned while it is rounded, the other one is used as it stands.
  ///
  /// The shared dimension is cut into parts, each filled up with zeros.
  struct TurnedProduct: @unchecked Sendable {
    private struct Part {
      let rows: Range<Int>
      /// bᵀ of these rows, [b.columns, rows and zeros].
      let turned: Operand
    }

    private let product: TransposedProduct
    private let parts: [Part]

    /// Computes all `products` on all threads.
    static func perform(_ products: [TransposedProduct]) {
      let sizes = products.map { product in
        Operand.floats(
          rows: product.b.columns, columns: paddedRows(product.b.rows),
          precision: product.a.precision)
      }
      ScratchMemory.withFloats(sizes.reduce(0, +)) { memory in
        var memory = memory
        let products = zip(products, sizes).map { product, size in
          defer { memory += size }
          return TurnedProduct(product, memory: memory)
        }
        let parts = products.flatMap { product in product.parts.map { (product, $0) } }
        ThreadPool.shared.perform(parts.count) { index in parts[index].0.turn(parts[index].1) }
        let blocks = products.flatMap { product in product.blocks.map { (product, $0) } }
        ThreadPool.shared.perform(blocks.count) { index in
          blocks[index].0.multiply(blocks[index].1)
        }
      }
    }

    private static let rowsInPart = 512
    private static let columnsInBlock = 320

    private static func paddedRows(_ count: Int) -> Int {
      (count + Operand.rowMultiple - 1) / Operand.rowMultiple * Operand.rowMultiple
    }

    private init(_ product: TransposedProduct, memory: UnsafeMutablePointer<Float>) {
      self.product = product
      let (columns, precision) = (product.b.columns, product.a.precision)
      var memory = memory
      parts = stride(from: 0, to: product.b.rows, by: Self.rowsInPart).map { start in
        let rows = start..<min(start + Self.rowsInPart, product.b.rows)
        let depth = Self.paddedRows(rows.count)
        defer { memory += Operand.floats(rows: columns, columns: depth, precision: precision) }
        return Part(
          rows: rows,
          turned: Operand(memory, rows: columns, columns: depth, precision: precision))
      }
    }

    /// Ranges of columns of b that different threads may take.
    private var blocks: [Range<Int>] {
      stride(from: 0, to: product.b.columns, by: Self.columnsInBlock).map { start in
        start..<min(start + Self.columnsInBlock, product.b.columns)
      }
    }

    private func turn(_ part: Part) {
      let (b, depth, atOnce) = (product.b, part.turned.columns, 64)
      ScratchMemory.withFloats(atOnce * depth) { memory in
        for start in stride(from: 0, to: b.columns, by: atOnce) {
          let columns = start..<min(start + atOnce, b.columns)
          let turned = MatrixView(
            base: memory, rows: columns.count, columns: depth, stride: depth)
          kernels.transpose(
            b.row(part.rows.lowerBound) + start, b.stride, part.rows.count, columns.count, memory,
            depth)
          turned.columns(part.rows.count..<depth).fill(0)
          part.turned.rows(columns).update(from: turned)
        }
      }
    }

    /// Adds to c the columns of `block`.
    private func multiply(_ block: Range<Int>) {
      let (a, c) = (product.a, product.c)
      ScratchMemory.withFloats(block.count * a.columns) { memory in
        let sum = MatrixView(
          base: memory, rows: block.count, columns: a.columns, stride: a.columns)
        for (index, part) in parts.enumerated() {
          let first = part.rows.lowerBound
          OneDNNProduct.multiply(
            part.turned.rows(block), a.rows(first..<first + part.turned.columns), into: sum,
            accumulating: index > 0)
        }
        Self.addTransposed(sum, to: c.columns(block))
      }
    }

    private static func addTransposed(_ sum: MatrixView, to c: MatrixView) {
      let atOnce = 64
      ScratchMemory.withFloats(atOnce * sum.rows) { turned in
        for start in stride(from: 0, to: sum.columns, by: atOnce) {
          let count = min(atOnce, sum.columns - start)
          kernels.transpose(
            sum.base + start, sum.stride, sum.rows, count, turned, sum.rows)
          for r in 0..<count {
            kernels.add_scaled(1, turned + r * sum.rows, c.row(start + r), sum.rows)
          }
        }
      }
    }
  }
#endif
