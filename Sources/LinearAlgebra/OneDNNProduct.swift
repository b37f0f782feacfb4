#if OneDNN
  import COneDNN
  import Foundation
  import NumericCore

  /// Matrix products in single precision by oneDNN, each on the thread that asks for it.
  ///
  /// A product is compiled once for its shape and kept.  oneDNN never forms a team of its own: the
  /// callers share the work out.
  enum OneDNNProduct {
    final class Weights: ProductWeights, @unchecked Sendable {
      private let inputs, outputs: Int
      private let model: OneDNNKernel
      private let packed = MatrixBuffer()

      init(inputs: Int, outputs: Int) {
        (self.inputs, self.outputs) = (inputs, outputs)
        model = OneDNNKernel.cached(
          ProductShape(
            m: 64, n: outputs, k: inputs, aRow: inputs, aColumn: 1, cRow: outputs,
            accumulating: false))
      }

      func update(from source: UnsafePointer<Float>, rowStride: Int, columnStride: Int) {
        packed.reshape(rows: 1, columns: (model.product.pointee.packed_size + 3) / 4)
        model.pack(
          source, inputs: inputs, outputs: outputs, rowStride: rowStride,
          columnStride: columnStride, into: packed.view.base)
      }

      func multiply(_ a: MatrixView, into c: MatrixView, accumulating: Bool) {
        for rows in Self.blocks(of: a.rows) {
          multiplyBlock(a.rows(rows), into: c.rows(rows), accumulating: accumulating)
        }
      }

      private func multiplyBlock(_ a: MatrixView, into c: MatrixView, accumulating: Bool) {
        let kernel = OneDNNKernel.cached(
          ProductShape(
            m: a.rows, n: outputs, k: inputs, aRow: inputs, aColumn: 1, cRow: outputs,
            accumulating: accumulating), packedLike: model)
        kernel.execute(a.base, packed.view.base, c.base)
      }

      /// Ranges that make up 0..<count, in few different sizes: whole blocks, then 128, then 64, then
      /// what is left, so that the kernels compiled for a size are used again.
      private static func blocks(of count: Int) -> [Range<Int>] {
        guard count > 64 else { return [0..<count] }
        var ranges: [Range<Int>] = []
        var start = 0
        for size in [256, 128, 64] {
          while count - start >= size {
            ranges.append(start..<start + size)
            start += size
          }
        }
        if start < count { ranges.append(start..<count) }
        return ranges
      }
    }

    static func perform(_ products: [TransposedProduct]) {
      TransposedProduct.performInBlocks(products) { index, rows in
        let product = products[index]
        addTransposedProduct(product.a.columns(rows), product.b, into: product.c.rows(rows))
      }
    }

    /// Rows of the shared dimension that one call takes: the block of `c` stays in the cache while
    /// the rows go by.
    private static let rowsPerCall = 512

    private static func addTransposedProduct(
      _ a: MatrixView, _ b: MatrixView, into c: MatrixView
    ) {
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
  }

  /// Everything that a compiled product depends on; strides in elements.
  private struct ProductShape: Hashable {
    let m, n, k: Int
    let aRow, aColumn, cRow: Int
    let accumulating: Bool
    /// The row stride of B; nil if B is packed.
    var bRow: Int?
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
        model.map { UnsafePointer($0.product) })
      precondition(created == 1, "oneDNN refuses a product of shape \(shape)")
    }

    deinit {
      onednn_product_destroy(product)
      product.deallocate()
    }

    func execute(
      _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ c: UnsafeMutablePointer<Float>
    ) {
      let floats = product.pointee.scratch_size / MemoryLayout<Float>.stride
      let done = ScratchMemory.withFloats(floats) { scratch in
        onednn_product_execute(
          product, Self.device.engine, Self.device.stream, a, b, c, scratch)
      }
      precondition(done == 1, "oneDNN could not execute a product")
    }

    func pack(
      _ b: UnsafePointer<Float>, inputs: Int, outputs: Int, rowStride: Int, columnStride: Int,
      into packed: UnsafeMutablePointer<Float>
    ) {
      let done = onednn_pack(
        product, Self.device.engine, Self.device.stream, Int64(outputs), Int64(inputs), b,
        Int64(rowStride), Int64(columnStride), packed)
      precondition(done == 1, "oneDNN could not pack weights")
    }
  }
#endif
