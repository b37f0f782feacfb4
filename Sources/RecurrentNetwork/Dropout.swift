import CKernels
import NumericCore

/// Sets values to zero with probability `rate` in training and scales the others by 1 / (1 − rate),
/// so that nothing changes on average.
///
/// - Source: Srivastava et al., JMLR 2014.
struct Dropout: Sendable {
  let rate: Float

  /// Fills `mask` with the factors for one pass; `seed` decides them whatever the number of threads.
  func draw(_ mask: MatrixView, seed: UInt64) {
    let kept = 1 / (1 - rate)
    let threshold = UInt16(rate * 65536)
    let perRow = (mask.columns + 3) / 4
    ThreadPool.shared.perform(mask.rows, inBlocksOf: 256) { rows in
      var generator = SeededGenerator(seed: seed, stream: UInt64(rows.lowerBound))
      for r in rows {
        let row = mask.row(r)
        for quad in 0..<perRow {
          var bits = generator.next()
          for c in quad * 4..<min(quad * 4 + 4, mask.columns) {
            row[c] = UInt16(truncatingIfNeeded: bits) < threshold ? 0 : kept
            bits >>= 16
          }
        }
      }
    }
  }

  /// result = mask · values, element by element; in place allowed.
  func apply(_ mask: MatrixView, to values: MatrixView, into result: MatrixView) {
    ThreadPool.shared.perform(values.rows, inBlocksOf: 256) { rows in
      for r in rows { kernels.multiply(mask.row(r), values.row(r), result.row(r), values.columns) }
    }
  }
}
