#if OneDNN
  import CKernels
  import NumericCore

  /// A ``TransposedProduct`` of bf16 numbers by oneDNN, computed as cᵀ += bᵀ · a: b is turned while it
  /// is rounded.
  struct TurnedProduct: Sendable {
    private let c: MatrixView
    /// a, and rows of zeros behind it.
    private let a: HalfMatrix
    private let turned: TurnedMatrix

    /// Computes all `products` on all threads; factors that several share are rounded once.
    static func perform(_ products: [TransposedProduct]) {
      let left = DistinctMatrices(products.map(\.a))
      let right = DistinctMatrices(products.map(\.b))
      let leftSizes = left.matrices.map { HalfMatrix.floats(rows: padded($0), columns: $0.columns) }
      let rightSizes = right.matrices.map(TurnedMatrix.floats)
      ScratchMemory.withFloats((leftSizes + rightSizes).reduce(0, +)) { memory in
        var memory = memory
        func take(_ count: Int) -> UnsafeMutablePointer<Float> {
          defer { memory += count }
          return memory
        }
        let rounded = zip(left.matrices, leftSizes).map { matrix, size in
          HalfMatrix(take(size), rows: padded(matrix), columns: matrix.columns)
        }
        let turned = zip(right.matrices, rightSizes).map { TurnedMatrix($0, memory: take($1)) }
        for (matrix, halves) in zip(left.matrices, rounded) {
          ThreadPool.shared.perform(matrix.rows, inBlocksOf: 256) { rows in
            halves.rows(rows).round(matrix.rows(rows))
          }
          halves.rows(matrix.rows..<halves.rows).clear()
        }
        let parts = turned.flatMap { matrix in matrix.parts.map { (matrix, $0) } }
        ThreadPool.shared.perform(parts.count) { index in parts[index].0.turn(parts[index].1) }
        TransposedProduct.performInBlocks(products) { index, block in
          let (a, b) = (rounded[left.places[index]], turned[right.places[index]])
          TurnedProduct(c: products[index].c, a: a, turned: b).multiply(block)
        }
      }
    }

    /// Rows of the right operand of a product of bf16 numbers come in multiples of 32.
    private static func padded(_ matrix: MatrixView) -> Int {
      matrix.rows + TurnedMatrix.rowMultiple
    }

    /// Adds to c the rows of `block`.
    private func multiply(_ block: Range<Int>) {
      ScratchMemory.withFloats(c.columns * block.count) { memory in
        let sum = MatrixView(
          base: memory, rows: c.columns, columns: block.count, stride: block.count)
        for (index, part) in turned.parts.enumerated() {
          let first = part.rows.lowerBound
          OneDNNProduct.multiply(
            part.halves, a.rows(first..<first + part.halves.columns), columns: block, into: sum,
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
      let halves: HalfMatrix
    }

    static let rowMultiple = 32
    private static let rowsInPart = 512

    let parts: [Part]
    private let b: MatrixView

    /// The memory that b turned takes.
    static func floats(_ b: MatrixView) -> Int {
      HalfMatrix.floats(rows: b.columns, columns: paddedRows(b.rows))
    }

    /// Describes b turned; its values come part by part.
    init(_ b: MatrixView, memory: UnsafeMutablePointer<Float>) {
      self.b = b
      var memory = memory
      parts = stride(from: 0, to: b.rows, by: Self.rowsInPart).map { start in
        let rows = start..<min(start + Self.rowsInPart, b.rows)
        let depth = Self.paddedRows(rows.count)
        defer { memory += HalfMatrix.floats(rows: b.columns, columns: depth) }
        return Part(rows: rows, halves: HalfMatrix(memory, rows: b.columns, columns: depth))
      }
    }

    private static func paddedRows(_ count: Int) -> Int {
      (count + rowMultiple - 1) / rowMultiple * rowMultiple
    }

    func turn(_ part: Part) {
      let (depth, atOnce) = (part.halves.columns, 64)
      ScratchMemory.withFloats(atOnce * depth) { memory in
        for start in stride(from: 0, to: b.columns, by: atOnce) {
          let columns = start..<min(start + atOnce, b.columns)
          let turned = MatrixView(
            base: memory, rows: columns.count, columns: depth, stride: depth)
          kernels.transpose(
            b.row(part.rows.lowerBound) + start, b.stride, part.rows.count, columns.count, memory,
            depth)
          turned.columns(part.rows.count..<depth).fill(0)
          part.halves.rows(columns).round(turned)
        }
      }
    }
  }
#endif
