import CKernels
import NumericCore
package import RecurrentNetwork

extension ParameterStore {
  /// The Euclidean norm of all values, in double precision and independent of the number of threads.
  package func norm() -> Float {
    let block = 65536
    var sums = [Double](repeating: 0, count: (count + block - 1) / block)
    sums.withUnsafeMutableBufferPointer { sums in
      nonisolated(unsafe) let sums = sums
      ThreadPool.shared.perform(count, inBlocksOf: block) { range in
        sums[range.lowerBound / block] = kernels.sum_of_squares(
          all + range.lowerBound, range.count)
      }
    }
    return Float(sums.reduce(0, +).squareRoot())
  }

  /// Replaces every value beyond ±`limit` by ±`limit`.
  package func clip(toValue limit: Float) {
    ThreadPool.shared.perform(count, inBlocksOf: 65536) { range in
      kernels.clip(limit, all + range.lowerBound, range.count)
    }
  }
}

/// The factor that shortens a gradient of length `norm` to at most `limit`; 0 means no limit.
///
/// - Source: Pascanu, Mikolov and Bengio, ICML 2013, algorithm 1.
package func clippingScale(norm: Float, limit: Float) -> Float {
  limit > 0 && norm > limit ? limit / norm : 1
}
