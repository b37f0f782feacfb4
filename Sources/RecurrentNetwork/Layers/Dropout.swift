import CKernels
import NumericCore

/// Sets values to zero with probability `rate` in training and scales the others by 1 / (1 − rate),
/// so that nothing changes on average.
///
/// - Source: Srivastava et al., JMLR 2014; one mask for all frames of a sequence, Gal and
///   Ghahramani, NIPS 2016 (here between layers alone).
struct Dropout: Sendable {
  let rate: Float
  var kind = DropoutKind.element

  /// Drops some of `frames` in place; `mask` keeps which.
  func forward(_ frames: RaggedFrames, mask: MatrixBuffer, seed: UInt64) {
    mask.reshape(
      rows: kind == .element ? frames.layout.rows : frames.layout.lengths.count,
      columns: frames.values.columns)
    draw(mask.view, seed: seed)
    apply(mask.view, to: frames)
  }

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

  /// Multiplies frames, or gradients for them, by the mask in place.
  func apply(_ mask: MatrixView, to frames: RaggedFrames) {
    let values = frames.values
    ThreadPool.shared.perform(values.rows, inBlocksOf: 256) { rows in
      frames.layout.forEach(rows) { row, sequence, _ in
        let factors = mask.row(kind == .element ? row : sequence)
        kernels.multiply(factors, values.row(row), values.row(row), values.columns)
      }
    }
  }
}
