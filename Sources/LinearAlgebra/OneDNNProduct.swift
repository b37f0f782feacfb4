#if OneDNN
  import COneDNN
  import Foundation
  import NumericCore

  /// Matrix products by oneDNN, each on the thread that asks for it.
  ///
  /// A product is compiled once for its shape and kept.  oneDNN never forms a team of its own: the
  /// callers share the work out.
  enum OneDNNProduct {
    static let hasHalves = onednn_has_bf16() == 1

    final class Weights: @unchecked Sendable {
      let inputs: Int
      let outputs: Int
      private let precision: Precision
      private let model: OneDNNKernel
      /// The weights, or their upper halves.
      private let packed = MatrixBuffer()
      /// The rest that upper halves leave.
      private let rest: MatrixBuffer?

      init(inputs: Int, outputs: Int, precision: Precision) {
        precondition(precision.isAvailable, "no products of \(precision) on this processor")
        self.inputs = inputs
        self.outputs = outputs
        self.precision = precision
        model = OneDNNKernel.cached(
          ProductShape(
            m: 64, n: outputs, k: inputs, aRow: inputs, aColumn: 1, cRow: outputs,
            accumulating: false, halved: precision != .f32))
        rest = precision == .bf16x2 ? MatrixBuffer() : nil
      }

      func update(from source: UnsafePointer<Float>, rowStride: Int, columnStride: Int) {
        let floats = (model.product.pointee.packed_size + 3) / 4
        packed.reshape(rows: 1, columns: floats)
        rest?.reshape(rows: 1, columns: floats)
        guard precision != .f32 else {
          model.pack(
            source, inputs: inputs, outputs: outputs, rowStride: rowStride,
            columnStride: columnStride, into: packed.view.base)
          return
        }
        let isTransposed = columnStride != 1
        let matrix = MatrixView(
          base: UnsafeMutablePointer(mutating: source), rows: isTransposed ? outputs : inputs,
          columns: isTransposed ? inputs : outputs,
          stride: isTransposed ? columnStride : rowStride)
        Operand.withScratch(
          rows: matrix.rows, columns: matrix.columns, precision: precision
        ) { operand in
          operand.update(from: matrix)
          for (elements, packed) in [(operand.elements, packed), (operand.rest, rest)] {
            guard let elements, let packed else { continue }
            model.pack(
              elements, inputs: inputs, outputs: outputs, rowStride: isTransposed ? 1 : outputs,
              columnStride: isTransposed ? inputs : 1, into: packed.view.base)
          }
        }
      }

      func multiply(_ a: Operand, into c: MatrixView, accumulating: Bool) {
        kernel(a, c, accumulating).execute(a.elements, packed.view.base, c.base)
        guard let low = a.rest, let rest else { return }
        let adding = kernel(a, c, true)
        adding.execute(low, packed.view.base, c.base)
        adding.execute(a.elements, rest.view.base, c.base)
      }

      private func kernel(
        _ a: Operand, _ c: MatrixView, _ accumulating: Bool
      ) -> OneDNNKernel {
        .cached(
          ProductShape(
            m: a.rows, n: outputs, k: inputs, aRow: inputs, aColumn: 1, cRow: c.stride,
            accumulating: accumulating, halved: precision != .f32), packedLike: model)
      }
    }

    /// Rows of the shared dimension that one call takes: the block of `c` stays in the cache while
    /// the rows go by.
    private static let rowsPerCall = 512

    static func addTransposedProduct(_ a: MatrixView, _ b: MatrixView, into c: MatrixView) {
      var start = 0
      var size = rowsPerCall
      while start < a.rows {
        while size > a.rows - start { size /= 2 }
        OneDNNKernel.cached(
          ProductShape(
            m: c.rows, n: c.columns, k: size, aRow: 1, aColumn: a.stride, cRow: c.stride,
            accumulating: true, bRow: b.stride)
        ).execute(a.row(start), b.row(start), c.base)
        start += size
      }
    }

    /// c = a · b or c += a · b of bf16 numbers, for some columns of b.
    static func multiply(
      _ a: Operand, _ b: Operand, columns: Range<Int>, into c: MatrixView, accumulating: Bool
    ) {
      guard onednn_takes_gaps == 1 || columns.count == b.columns else {
        Operand.withScratch(rows: b.rows, columns: columns.count, precision: b.precision) { part in
          part.copy(columns, of: b)
          multiply(a, part, columns: 0..<columns.count, into: c, accumulating: accumulating)
        }
        return
      }
      func kernel(accumulating: Bool) -> OneDNNKernel {
        .cached(
          ProductShape(
            m: a.rows, n: columns.count, k: b.rows, aRow: a.columns, aColumn: 1, cRow: c.stride,
            accumulating: accumulating, bRow: b.columns, halved: true))
      }
      let offset = columns.lowerBound * b.precision.elementSize
      let right = b.elements + offset
      kernel(accumulating: accumulating).execute(a.elements, right, c.base)
      guard let leftRest = a.rest, let rightRest = b.rest else { return }
      let adding = kernel(accumulating: true)
      adding.execute(leftRest, right, c.base)
      adding.execute(a.elements, rightRest + offset, c.base)
    }
  }

  /// Everything that a compiled product depends on; strides in elements.
  private struct ProductShape: Hashable {
    let m, n, k: Int
    let aRow, aColumn, cRow: Int
    let accumulating: Bool
    /// The row stride of B; nil if B is packed.
    var bRow: Int?
    /// Whether A and B are of 16 bits.
    var halved = false
  }

  /// A compiled product and the engine it runs on.
  private final class OneDNNKernel: @unchecked Sendable {
    let product: UnsafeMutablePointer<onednn_product>

    /// oneDNN's description of this processor, and the queue that executes at once.
    nonisolated(unsafe) private static let device: (engine: dnnl_engine_t, stream: dnnl_stream_t) =
      {
        guard let engine = onednn_engine(), let stream = onednn_stream(engine) else {
          preconditionFailure("oneDNN has no engine for this processor")
        }
        return (engine, stream)
      }()

    private static let lock = NSLock()
    nonisolated(unsafe) private static var cache: [ProductShape: OneDNNKernel] = [:]

    /// The product for a shape.
    ///
    /// All products with one matrix of packed weights are given the same `model`, whose choice of
    /// a layout they follow.
    static func cached(_ shape: ProductShape, packedLike model: OneDNNKernel? = nil) -> OneDNNKernel
    {
      lock.withLock {
        if let kernel = cache[shape] { return kernel }
        let kernel = OneDNNKernel(shape, packedLike: model)
        cache[shape] = kernel
        return kernel
      }
    }

    private init(_ shape: ProductShape, packedLike model: OneDNNKernel?) {
      product = .allocate(capacity: 1)
      let created = onednn_product_create(
        product, Self.device.engine, Int64(shape.m), Int64(shape.n), Int64(shape.k),
        Int64(shape.aRow), Int64(shape.aColumn), Int64(shape.bRow ?? 0),
        shape.bRow == nil ? 0 : 1, Int64(shape.cRow), shape.accumulating ? 1 : 0,
        shape.halved ? 1 : 0, model.map { UnsafePointer($0.product) })
      precondition(created == 1, "oneDNN refuses a product of shape \(shape)")
    }

    deinit {
      onednn_product_destroy(product)
      product.deallocate()
    }

    func execute(
      _ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ c: UnsafeMutablePointer<Float>
    ) {
      let floats = product.pointee.scratch_size / MemoryLayout<Float>.stride
      let done = ScratchMemory.withFloats(floats) { scratch in
        onednn_product_execute(
          product, Self.device.engine, Self.device.stream, a, b, c, scratch)
      }
      precondition(done == 1, "oneDNN could not execute a product")
    }

    func pack(
      _ b: UnsafeRawPointer, inputs: Int, outputs: Int, rowStride: Int, columnStride: Int,
      into packed: UnsafeMutablePointer<Float>
    ) {
      let done = onednn_pack(
        product, Self.device.engine, Self.device.stream, Int64(outputs), Int64(inputs), b,
        Int64(rowStride), Int64(columnStride), packed)
      precondition(done == 1, "oneDNN could not pack weights")
    }
  }
#endif
