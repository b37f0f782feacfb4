#if OneDNN
  import CKernels
  import NumericCore

  /// A ``TransposedProduct`` of bf16 numbers, computed as cᵀ += bᵀ · a: the factor that exists in
  /// single precision alone is turned while it is rounded, the other one is used as it stands.
  struct TurnedProduct: Sendable {
    private let product: TransposedProduct
    private let turned: TurnedMatrix

    /// Computes all `products` on all threads; a b that several share is turned once.
    static func perform(_ products: [TransposedProduct]) {
      var places: [Int] = []
      var matrices: [(b: MatrixView, precision: Precision)] = []
      for product in products {
        let place = matrices.firstIndex { isSame($0.b, product.b) } ?? matrices.count
        if place == matrices.count { matrices.append((product.b, product.a.precision)) }
        places.append(place)
      }
      let sizes = matrices.map { TurnedMatrix.floats($0.b, precision: $0.precision) }
      ScratchMemory.withFloats(sizes.reduce(0, +)) { memory in
        var memory = memory
        let turned = zip(matrices, sizes).map { matrix, size in
          defer { memory += size }
          return TurnedMatrix(matrix.b, precision: matrix.precision, memory: memory)
        }
        let parts = turned.flatMap { matrix in matrix.parts.map { (matrix, $0) } }
        ThreadPool.shared.perform(parts.count) { index in parts[index].0.turn(parts[index].1) }
        let blocks = zip(products, places).flatMap { product, place in
          let product = TurnedProduct(product: product, turned: turned[place])
          return product.blocks.map { (product, $0) }
        }
        ThreadPool.shared.perform(blocks.count) { index in
          blocks[index].0.multiply(blocks[index].1)
        }
      }
    }

    private static func isSame(_ a: MatrixView, _ b: MatrixView) -> Bool {
      (a.base, a.rows, a.columns, a.stride) == (b.base, b.rows, b.columns, b.stride)
    }

    private static let columnsInBlock = 256

    /// Ranges of columns of a that different threads may take.
    private var blocks: [Range<Int>] {
      stride(from: 0, to: product.a.columns, by: Self.columnsInBlock).map { start in
        start..<min(start + Self.columnsInBlock, product.a.columns)
      }
    }

    /// Adds to c the rows of `block`.
    private func multiply(_ block: Range<Int>) {
      let (a, b, c) = (product.a, product.b, product.c)
      ScratchMemory.withFloats(b.columns * block.count) { memory in
        let sum = MatrixView(
          base: memory, rows: b.columns, columns: block.count, stride: block.count)
        for (index, part) in turned.parts.enumerated() {
          let first = part.rows.lowerBound
          OneDNNProduct.multiply(
            part.operand, a.rows(first..<first + part.operand.columns), columns: block, into: sum,
            accumulating: index > 0)
        }
        if !turned.parts.isEmpty { Self.addTransposed(sum, to: c.rows(block)) }
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

  /// bᵀ in bf16, its columns cut into parts, each filled up with zeros.
  private struct TurnedMatrix: Sendable {
    struct Part {
      /// The rows of b.
      let rows: Range<Int>
      /// [b.columns, rows and zeros].
      let operand: Operand
    }

    let parts: [Part]
    private let b: MatrixView

    private static let rowsInPart = 512

    /// The memory that b turned takes.
    static func floats(_ b: MatrixView, precision: Precision) -> Int {
      Operand.floats(rows: b.columns, columns: paddedRows(b.rows), precision: precision)
    }

    /// Describes b turned; its values come part by part.
    init(_ b: MatrixView, precision: Precision, memory: UnsafeMutablePointer<Float>) {
      self.b = b
      var memory = memory
      parts = stride(from: 0, to: b.rows, by: Self.rowsInPart).map { start in
        let rows = start..<min(start + Self.rowsInPart, b.rows)
        let depth = Self.paddedRows(rows.count)
        defer { memory += Operand.floats(rows: b.columns, columns: depth, precision: precision) }
        return Part(
          rows: rows,
          operand: Operand(memory, rows: b.columns, columns: depth, precision: precision))
      }
    }

    private static func paddedRows(_ count: Int) -> Int {
      (count + Operand.rowMultiple - 1) / Operand.rowMultiple * Operand.rowMultiple
    }

    func turn(_ part: Part) {
      let (depth, atOnce) = (part.operand.columns, 64)
      ScratchMemory.withFloats(atOnce * depth) { memory in
        for start in stride(from: 0, to: b.columns, by: atOnce) {
          let columns = start..<min(start + atOnce, b.columns)
          let turned = MatrixView(
            base: memory, rows: columns.count, columns: depth, stride: depth)
          kernels.transpose(
            b.row(part.rows.lowerBound) + start, b.stride, part.rows.count, columns.count, memory,
            depth)
          turned.columns(part.rows.count..<depth).fill(0)
          part.operand.rows(columns).update(from: turned)
        }
      }
    }
  }
#endif
