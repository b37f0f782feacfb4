import CKernels
import NumericCore

extension ParameterStore {
  /// The sum of the squares of all values, in double precision and independent of the number of
  /// threads; not finite if one of them is not.
  package func sumOfSquares() -> Double {
    let block = 65536
    var sums = [Double](repeating: 0, count: (count + block - 1) / block)
    sums.withUnsafeMutableBufferPointer { sums in
      withUnsafePointer { values in
        nonisolated(unsafe) let (sums, values) = (sums, values)
        ThreadPool.shared.perform(count, inBlocksOf: block) { range in
          sums[range.lowerBound / block] = kernels.sum_of_squares(
            values + range.lowerBound, range.count)
        }
      }
    }
    return sums.reduce(0, +)
  }

  /// The Euclidean length of all values.
  public func norm() -> Float {
    Float(sumOfSquares().squareRoot())
  }

  /// Whether no value is infinite or no number.
  var areFinite: Bool {
    withUnsafePointer { UnsafeBufferPointer(start: $0, count: count).allSatisfy(\.isFinite) }
  }

  /// Replaces every value beyond ±`limit` by ±`limit`.
  mutating func clip(toValue limit: Float) {
    let count = count
    withUnsafeMutablePointer { values in
      nonisolated(unsafe) let values = values
      ThreadPool.shared.perform(count, inBlocksOf: 65536) { range in
        kernels.clip(limit, values + range.lowerBound, range.count)
      }
    }
  }
}

/// The factor that shortens a gradient of length `norm` to at most `limit`; 0 means no limit.
///
/// - Source: Pascanu, Mikolov and Bengio, ICML 2013, algorithm 1.
func clippingScale(norm: Float, limit: Float) -> Float {
  limit > 0 && norm > limit ? limit / norm : 1
}
