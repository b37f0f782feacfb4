#if OneDNN
  import CKernels
  import NumericCore

  /// The operands of a ``TransposedProduct`` as numbers of 16 bits, a turned so that its rows are
  /// those of the result.
  ///
  /// The shared dimension is cut into parts, each filled up with zeros; the halves of a part stand
  /// together, a [a.columns, part] and b [part, b.columns].
  struct HalvedOperands: @unchecked Sendable {
    private struct Part {
      let rows: Range<Int>
      /// Its rows and the zeros behind them.
      let depth: Int
    }

    /// One of the numbers that stand for each element: the rounded ones, or the rest they leave.
    private struct Halves {
      let left, right: UnsafeMutablePointer<UInt16>
    }

    private let a, b: MatrixView
    private let parts: [Part]
    /// One or two.
    private let halves: [Halves]

    /// Calls `body` with the operands of `products`, split on all threads.
    static func withOperands(
      of products: [TransposedProduct], precision: Precision, _ body: ([HalvedOperands]) -> Void
    ) {
      let count = precision == .bf16x2 ? 2 : 1
      let sizes = products.map { padded($0.a.rows) * ($0.a.columns + $0.b.columns) }
      ScratchMemory.withHalves(count * sizes.reduce(0, +)) { memory in
        var memory = memory
        let operands = zip(products, sizes).map { product, size in
          defer { memory += count * size }
          return HalvedOperands(
            product,
            halves: (0..<count).map { index in
              let left = memory + index * size
              return Halves(left: left, right: left + padded(product.a.rows) * product.a.columns)
            })
        }
        let tasks = operands.flatMap { operands in operands.parts.map { (operands, $0) } }
        ThreadPool.shared.perform(tasks.count) { task in tasks[task].0.split(tasks[task].1) }
        body(operands)
      }
    }

    private init(_ product: TransposedProduct, halves: [Halves]) {
      (a, b) = (product.a, product.b)
      self.halves = halves
      parts = stride(from: 0, to: a.rows, by: Self.rowsInPart).map { start in
        let rows = start..<min(start + Self.rowsInPart, product.a.rows)
        return Part(rows: rows, depth: Self.padded(rows.count))
      }
    }

    private static let rowsInPart = 512

    private static func padded(_ count: Int) -> Int { (count + 31) / 32 * 32 }

    /// c += aᵀ · b for some rows of c.
    func multiply(_ rows: Range<Int>, into c: MatrixView) {
      let result = c.rows(rows)
      for part in parts {
        func add(_ left: Halves, _ right: Halves) {
          OneDNNProduct.addProduct(
            ofHalves: left.left + part.rows.lowerBound * a.columns + rows.lowerBound * part.depth,
            right.right + part.rows.lowerBound * b.columns, depth: part.depth, into: result)
        }
        add(halves[0], halves[0])
        if halves.count > 1 {
          add(halves[1], halves[0])
          add(halves[0], halves[1])
        }
      }
    }

    private func split(_ part: Part) {
      splitRight(part)
      ScratchMemory.withFloats(Self.columnsAtOnce * part.depth) { turned in
        for start in stride(from: 0, to: a.columns, by: Self.columnsAtOnce) {
          let columns = start..<min(start + Self.columnsAtOnce, a.columns)
          splitLeft(part, columns, turned: turned)
        }
      }
    }

    private static let columnsAtOnce = 64

    private func splitLeft(
      _ part: Part, _ columns: Range<Int>, turned: UnsafeMutablePointer<Float>
    ) {
      let depth = part.depth
      kernels.transpose(
        a.row(part.rows.lowerBound) + columns.lowerBound, a.stride, part.rows.count, columns.count,
        turned, depth)
      for index in 0..<columns.count {
        (turned + index * depth + part.rows.count)
          .update(repeating: 0, count: depth - part.rows.count)
      }
      let offset = part.rows.lowerBound * a.columns + columns.lowerBound * depth
      kernels.split_halves(
        turned, columns.count * depth, halves[0].left + offset,
        halves.count > 1 ? halves[1].left + offset : nil)
    }

    private func splitRight(_ part: Part) {
      let columns = b.columns
      for row in part.rows {
        kernels.split_halves(
          b.row(row), columns, halves[0].right + row * columns,
          halves.count > 1 ? halves[1].right + row * columns : nil)
      }
      for half in halves {
        (half.right + part.rows.upperBound * columns)
          .update(repeating: 0, count: (part.depth - part.rows.count) * columns)
      }
    }
  }
#endif
