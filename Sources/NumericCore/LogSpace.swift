import CKernels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// ln(exp(a) + exp(b)) without overflow; the sum of two probabilities held as logarithms.
public func logAdd<T: BinaryFloatingPoint>(_ a: T, _ b: T) -> T {
  let (high, low) = a > b ? (a, b) : (b, a)
  guard low > -.infinity, high < .infinity else { return low.isNaN ? low : high }
  return high + T(log1p(exp(Double(low - high))))
}

extension Matrix {
  /// Every row's log softmax: natural logarithms of probabilities that sum to one.
  public func logSoftmax() -> Matrix {
    Matrix(rows: rows, columns: columns) { out in
      self.withUnsafePointer { logits in
        for r in 0..<rows {
          kernels.log_softmax(logits + r * columns, out + r * columns, columns)
        }
      }
    }
  }
}
